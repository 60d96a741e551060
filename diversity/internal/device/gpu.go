package device

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// gpu tells whether an NVIDIA device is present and not hidden by the user, and why it thinks so.
func (h host) gpu() (present bool, why string) {
	const hide = "CUDA_VISIBLE_DEVICES"
	if v, set := h.lookup(hide); set && slices.Contains([]string{"", "-1", "none", "NoDevFiles"}, v) {
		return false, fmt.Sprintf("%s=%q hides the NVIDIA devices", hide, v)
	}
	files, err := h.glob("/dev/nvidia[0-9]*")
	if err != nil || len(files) == 0 {
		return false, "no NVIDIA device (/dev/nvidia0) is present"
	}
	return true, files[0] + " is present"
}

// driverAtLeast returns an error if the NVIDIA driver is older than the major version.
func (h host) driverAtLeast(major int) error {
	version, err := h.driver()
	if err != nil {
		return fmt.Errorf("the version of the NVIDIA driver is not known: %w", err)
	}
	first, _, _ := strings.Cut(version, ".")
	have, err := strconv.Atoi(first)
	if err != nil {
		return fmt.Errorf("the version of the NVIDIA driver is not a number: %q", version)
	}
	if have < major {
		return fmt.Errorf("the NVIDIA driver is %s, CUDA 13 needs %d or newer", version, major)
	}
	return nil
}
