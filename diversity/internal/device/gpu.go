package device

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	hideVariable = "CUDA_VISIBLE_DEVICES"
	deviceFiles  = "/dev/nvidia[0-9]*"
)

// gpu reports whether an NVIDIA device is present and not hidden by the user, and why it thinks so.
func (h host) gpu() (present bool, why string) {
	if v, set := h.lookup(hideVariable); set && slices.Contains([]string{"", "-1", "none", "NoDevFiles"}, v) {
		return false, fmt.Sprintf("%s=%q hides the NVIDIA devices", hideVariable, v)
	}
	files, err := h.glob(deviceFiles)
	if err != nil || len(files) == 0 {
		return false, "no NVIDIA device (/dev/nvidia0) is present"
	}
	return true, files[0] + " is present"
}

// GPUs lists the NVIDIA devices that this process may use, as CUDA_VISIBLE_DEVICES names them.
func GPUs() []string { return realHost().gpus() }

func (h host) gpus() []string {
	if present, _ := h.gpu(); !present {
		return nil
	}
	if list, set := h.lookup(hideVariable); set {
		return strings.Split(list, ",")
	}
	files, err := h.glob(deviceFiles)
	if err != nil {
		return nil
	}
	names := make([]string, len(files))
	for i := range files {
		names[i] = strconv.Itoa(i) // CUDA numbers those that it can use from 0
	}
	return names
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
