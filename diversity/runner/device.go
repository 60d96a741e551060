package runner

import (
	"context"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/device"
)

// Device says what runs would be computed on, and why.
type Device = device.Finding

// DeviceOptions of [FindDevice] and [InstallDevice].
type DeviceOptions = device.Options

// DeviceEvent is a step of an installation.
type DeviceEvent = device.Event

// FindDevice says what the workers on this machine would compute on. It opens and downloads nothing.
func FindDevice(ctx context.Context, o DeviceOptions) (Device, error) { return device.Find(ctx, o) }

// InstallDevice makes the best plugin for this machine present, and proves it by opening it. Where none can be
// installed the device is pure Go, which is no error.
func InstallDevice(ctx context.Context, o DeviceOptions) (Device, error) {
	return device.Install(ctx, o)
}

// WorkerDevices lists the GPUs for study.DevicesVariable, one worker for each: none unless workers on this machine
// would compute on GPUs. Several runs share a GPU within their worker, see [WorkOptions], rather than by several
// workers. The choice has not been measured: no GPU was at hand. Errors are those of [FindDevice].
func WorkerDevices(ctx context.Context, o DeviceOptions) ([]string, error) {
	return workerDevices(device.GPUs(), func() (Device, error) { return device.Find(ctx, o) })
}

// workerDevices does not search where there is no GPU: that may take a second.
func workerDevices(gpus []string, find func() (Device, error)) ([]string, error) {
	if len(gpus) == 0 {
		return nil, nil
	}
	found, err := find()
	if err != nil || found.Kind != device.CUDA {
		return nil, err
	}
	return gpus, nil
}

// SlowDevice reports whether the device is the pure-Go backend.
func SlowDevice(d Device) bool { return d.Kind == device.Go }

// PresentDevice makes the plugin of one kind of device, "cuda" or "cpu", present, whatever GOMLX_BACKEND names, without
// opening it. The error wraps [ErrNoDevice], with what was looked for and what can be done in lines of its own;
// diversity.ErrInvalid for another kind; or it is the context's.
func PresentDevice(ctx context.Context, kind string, o DeviceOptions) error {
	kinds := map[string]device.Kind{"cuda": device.CUDA, "cpu": device.CPU}
	if _, known := kinds[kind]; !known {
		return diversity.Invalid("kind", fmt.Sprintf("%q", kind), `"cuda" or "cpu"`)
	}
	_, err := device.Present(ctx, kinds[kind], o)
	return err
}

// ErrNoDevice is wrapped by the error of [PresentDevice] where there is no such device, or no plugin for it.
var ErrNoDevice = device.ErrMissing
