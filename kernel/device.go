package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"tradeoff/diversity/runner"
	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/jupyter/labextension"
)

// assets connects package setup with the lab extension.
func assets() setup.Assets {
	return setup.Assets{Extension: labextension.Install, Extended: labextension.Installed, Retract: labextension.Uninstall}
}

// devices connects package setup with the library's own search.
func devices(dirs paths.Dirs) setup.Devices {
	return setup.Devices{
		Find: func(ctx context.Context) (setup.Device, error) {
			d, err := runner.FindDevice(ctx, runner.DeviceOptions{CacheDir: dirs.Plugins()})
			return summary(d), err
		},
		Install: func(ctx context.Context, python string, log func(string)) (setup.Device, error) {
			d, err := runner.InstallDevice(ctx, runner.DeviceOptions{
				CacheDir: dirs.Plugins(), Python: python, Progress: sometimes(log, time.Second),
			})
			return summary(d), err
		},
		GPUs: func(ctx context.Context) ([]string, error) {
			return runner.WorkerDevices(ctx, runner.DeviceOptions{CacheDir: dirs.Plugins()})
		},
	}
}

// announceGPUs has the workers that this process starts compute on this machine's GPUs, if that is what they would use.
// The user's own list is left alone.
func announceGPUs(ctx context.Context) error {
	if _, set := os.LookupEnv(study.DevicesVariable); set {
		return nil
	}
	gpus, err := runner.WorkerDevices(ctx, runner.DeviceOptions{})
	if err != nil || len(gpus) == 0 {
		return err
	}
	return os.Setenv(study.DevicesVariable, strings.Join(gpus, ","))
}

// summary leaves the choice of pure Go alone if it is the user's.
func summary(d runner.Device) setup.Device {
	s := setup.Device{Description: d.Description, Plugin: d.Plugin, Download: d.Download}
	s.Slow = runner.SlowDevice(d) && os.Getenv("GOMLX_BACKEND") == ""
	for _, reason := range d.Reasons {
		s.Reasons = append(s.Reasons, reason.String())
	}
	return s
}

// sometimes logs the steps of a download, a step's progress at most once an interval.
func sometimes(log func(string), interval time.Duration) func(runner.DeviceEvent) {
	var step string
	var last time.Time
	return func(e runner.DeviceEvent) {
		if e.Step == step && time.Since(last) < interval {
			return
		}
		step, last = e.Step, time.Now()
		log(eventText(e))
	}
}

func eventText(e runner.DeviceEvent) string {
	const mega = 1e6
	switch {
	case e.Total > 0:
		return fmt.Sprintf("%s: %.0f of %.0f MB", e.Step, float64(e.Done)/mega, float64(e.Total)/mega)
	case e.Done > 0:
		return fmt.Sprintf("%s: %.0f MB", e.Step, float64(e.Done)/mega)
	}
	return e.Step
}
