package device

import "fmt"

// Kind is the hardware and the compiler that a device computes with.
type Kind int

// The kinds of devices.
const (
	Go    Kind = iota // the pure-Go backend on the CPU: slow, needs no plugin
	CPU               // XLA on the CPU
	CUDA              // XLA on an NVIDIA GPU
	Other             // a plugin of another platform that the user asked for
)

// String returns "pure Go", "XLA CPU", "XLA CUDA" or "XLA".
func (k Kind) String() string {
	switch k {
	case Go:
		return "pure Go"
	case CPU:
		return "XLA CPU"
	case CUDA:
		return "XLA CUDA"
	default:
		return "XLA"
	}
}

// Reason is one way that was considered, in the order of consideration.
type Reason struct {
	Way   string // for example "installed plugin" or "Python package index"
	Taken bool   // whether this way was used
	Text  string // what was found there, or why it was not used
}

// String reads "installed plugin: not used: none in ...".
func (r Reason) String() string {
	if r.Taken {
		return fmt.Sprintf("%s: used: %s", r.Way, r.Text)
	}
	return fmt.Sprintf("%s: not used: %s", r.Way, r.Text)
}

// Event is a step of an installation. Done and Total count bytes of the step; Total is 0 where the size is not known.
type Event struct {
	Step        string // for example "download lammps-jax-pjrt-cpu 0.11.2"
	Done, Total int64
}
