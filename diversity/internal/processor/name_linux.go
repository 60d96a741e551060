package processor

import "os"

// Name is that of the processor, "" if it is not known.
func Name() string { return linux(os.DirFS("/")) }
