package runner

import (
	"context"

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

// InstallDevice makes the best plugin for this machine present, and proves it by opening it. Where none can be installed the device is
// pure Go, which is no error.
func InstallDevice(ctx context.Context, o DeviceOptions) (Device, error) {
	return device.Install(ctx, o)
}

// SlowDevice tells whether the device is the pure-Go backend.
func SlowDevice(d Device) bool { return d.Kind == device.Go }
