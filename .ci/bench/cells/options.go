package cells

import "tradeoff/diversity"

// Launch is how a kernel is started.
type Launch struct {
	Argv []string // as in a kernelspec: kernelspec.ConnectionFile stands for the connection file
	Env  []string // name=value, on top of this process's
}

// Options say what is compared. The zero value is not complete: both launches must be given.
type Options struct {
	Plain    Launch            // of gonb alone
	Ours     Launch            // of the kernel "Go (diversity)"
	Cells    int               // of each kind in each kernel, 1 to 1000; 0 means 20
	Progress func(line string) // told what is being done; may be nil
}

const mostCells = 1000

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	if len(o.Plain.Argv) == 0 {
		return diversity.Invalid("Options.Plain.Argv", "empty", "the command line of a kernel")
	}
	if len(o.Ours.Argv) == 0 {
		return diversity.Invalid("Options.Ours.Argv", "empty", "the command line of a kernel")
	}
	if o.Cells < 0 || o.Cells > mostCells {
		return diversity.Invalid("Options.Cells", o.Cells, "1..1000, or 0 for 20")
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Cells == 0 {
		o.Cells = 20
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return o
}
