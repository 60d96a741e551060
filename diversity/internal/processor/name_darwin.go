package processor

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Name is that of the processor, "" if it is not known.
func Name() string {
	name, _ := unix.Sysctl("machdep.cpu.brand_string")
	first, _ := unix.SysctlUint64("hw.l1dcachesize")
	second, _ := unix.SysctlUint64("hw.l2cachesize")
	return described(name, fmt.Sprintf("caches %dK, %dK", first>>10, second>>10))
}
