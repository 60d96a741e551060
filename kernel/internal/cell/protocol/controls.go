package protocol

// A cell displays its controls as a [Panel] and connects to the socket of [ControlsVariable], naming its channel as a
// JSON string. The kernel answers by a [PanelReply], and with Live by a [PanelMessage] for each change. The JupyterLab
// extension that draws the controls opens a comm ([PanelTarget]), with a [PanelOpening] as the data of comm_open and a
// [PanelMessage] as those of comm_msg.

// PanelTarget is the name under which the front end opens a comm.
const PanelTarget = "diversity.controls"

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

// PanelReply is the kernel's first line to a cell.
type PanelReply struct {
	Live bool `json:"live"` // whether somebody can move the controls
}

// PanelOpening names the panel that opens a comm, and the positions of its controls.
type PanelOpening struct {
	Channel string `json:"channel"`
	At      []int  `json:"at"`
}

// PanelMessage holds the positions of all controls, and whether the cell should end.
type PanelMessage struct {
	At   []int `json:"at,omitempty"` // nil in a message about the end only
	Done bool  `json:"done,omitempty"`
}
