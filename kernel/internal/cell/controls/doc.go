// Package controls carries the positions of live controls from the front end to the cell that shows them.
//
// The cell displays its controls as [MIME] and connects to a socket of the kernel ([Dial]), naming its channel. The kernel answers whether
// somebody can move them: not where a notebook is executed without a reader, nor where other cells wait. The JupyterLab extension that draws
// the controls opens a comm ([Target]) with that channel, and sends the positions of all controls each time that one is moved. The kernel
// passes them on, the newest only, and tells the cell when it should end.
//
// gonb has controls of its own. Under this kernel they work in a JupyterLab on the same machine, but their script opens a second connection
// to ws://HOST/api/kernels, which is no address of a server behind TLS or below a base URL (JupyterHub, Binder); each value is delivered by
// a goroutine of its own, so that the last one to arrive need not be the newest; and a notebook that is not trusted loses the script.
package controls

// MIME is the media type of a [Panel].
const MIME = "application/vnd.diversity.controls+json"

// Target is the name under which the front end opens a comm. The data of comm_open is an [Opening], that of comm_msg a [Message].
const Target = "diversity.controls"

// Variable names the kernel's socket to its cells.
const Variable = "DIVERSITY_CONTROLS"

// Panel is what the front end draws.
type Panel struct {
	Channel  string    `json:"channel"` // of the cell's connection; "" draws controls that cannot be moved
	Controls []Control `json:"controls"`
}

// Control is one of them. A position is an index of Labels.
type Control struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind"` // Slider or List
	Labels []string `json:"labels"`
	At     int      `json:"at"` // at first
}

// The kinds of a [Control].
const (
	Slider = "slider"
	List   = "list"
)

// Opening tells which panel opens a comm, and where its controls stand.
type Opening struct {
	Channel string `json:"channel"`
	At      []int  `json:"at"`
}

// Message holds the positions of all controls, and whether the cell should end.
type Message struct {
	At   []int `json:"at,omitempty"` // nil where only the end is told
	Done bool  `json:"done,omitempty"`
}
