// Package protocol is what a cell's program, gonb, the kernel's process and the front end agree on: the names of
// environment variables and files, the media types of outputs, and the encodings of values, figures and controls. Each
// is defined here, and nowhere else in Go; tests compare the scripts and patches in which one has to be repeated.
package protocol

// The environment variables that the kernel sets for cells.
const (
	KernelVariable   = "DIVERSITY_KERNEL"   // the path of this module's command
	ModuleVariable   = "DIVERSITY_MODULE"   // the directory of this module
	ProjectVariable  = "DIVERSITY_PROJECT"  // the directory of the user's module; empty where cells have the laboratory's
	ResultVariable   = "DIVERSITY_RESULT"   // the file for the value of the last expression, see [WriteForms]
	DrawingVariable  = "DIVERSITY_DRAWING"  // the socket that draws figures, see package drawing
	ControlsVariable = "DIVERSITY_CONTROLS" // the socket that connects controls, see [Panel]
	ValuesVariable   = "DIVERSITY_VALUES"   // the folder of the values of earlier cells (package keep); empty keeps none
)

// The environment variables that the kernel sets for gonb. They are those of the patches in package gonbfix.
const (
	StateFileVariable  = "GONB_STATE_FILE"  // the file in which gonb keeps declarations
	FlowSocketVariable = "GONB_FLOW_SOCKET" // the socket on which the kernel sends a byte for each output that it has read
)

// The names of the files and sockets in the directory of a running gonb.
const (
	ResultFile     = "result"
	StateFile      = "memory"
	DrawingSocket  = "draw"
	ControlsSocket = "controls"
	FlowSocket     = "flow"
)

// CommandMark stands before the lines of a cell that are commands of gonb, which takes no other lines as such (package
// gonbfix). It cannot be in a Go file, so that no line of code begins with it.
const CommandMark = "\x00"

// The media types of outputs.
const (
	Plain    = "text/plain"
	HTML     = "text/html"
	Markdown = "text/markdown"
	LaTeX    = "text/latex"
	SVG      = "image/svg+xml"
	PNG      = "image/png"
	Figure   = "application/vnd.echarts.v1+json"         // an ECharts option in pure JSON
	Runs     = "application/vnd.diversity.runs+json"     // what is behind the points of a figure, see figure.Figure.Runs
	Controls = "application/vnd.diversity.controls+json" // a [Panel]
	Clear    = "application/vnd.diversity.clear"         // asks for a clear_output; [ClearLater] waits for the next output
)

// ClearLater is the value of [Clear] that puts the clearing off until the next output; "" clears at once.
const ClearLater = "wait"
