package setup

import (
	"context"
	"strings"
)

// Devices finds and installs what networks are trained on.
type Devices struct {
	Find    func(ctx context.Context) (Device, error)
	Install func(ctx context.Context, python string, log func(string)) (Device, error)
	// that workers compute on, for study.DevicesVariable; none on a CPU
	GPUs func(ctx context.Context) ([]string, error)
}

// Device is what networks would be trained on.
type Device struct {
	Description string   // one line
	Plugin      string   // path; may be empty
	Slow        bool     // the pure-Go backend
	Download    bool     // it would be downloaded first
	Reasons     []string // what was considered
}

// deviceComponent is optional: without a plugin the pure-Go backend computes, slowly.
func (m *Machine) deviceComponent() Component {
	return Component{
		Name:     "XLA",
		Optional: true,
		Check: func(ctx context.Context) Status {
			d, err := m.devices.Find(ctx)
			if err != nil {
				return absent(err.Error())
			}
			return deviceStatus(d)
		},
		Install: func(ctx context.Context, log func(string)) error {
			d, err := m.devices.Install(ctx, m.pluginPython(ctx), log)
			if err != nil {
				return err
			}
			if status := deviceStatus(d); !status.OK {
				return &Problem{What: "no XLA plugin could be installed", Why: status.Why, Mend: status.Mend}
			}
			return nil
		},
	}
}

func deviceStatus(d Device) Status {
	why := strings.Join(d.Reasons, "\n")
	switch {
	case d.Download:
		return Status{Version: d.Description, Why: "not downloaded yet, or damaged\n" + why, Mend: again}
	case d.Slow:
		return Status{
			Version: d.Description, Why: "pre-training is 13 to 40 times slower in pure Go\n" + why,
			Mend: "check the network, then " + again + "; or name a plugin in GOMLX_BACKEND",
		}
	}
	return Status{OK: true, Where: d.Plugin, Version: d.Description, Why: why}
}

// pluginPython runs pip for the plugin; "" where there is none, which leaves the other sources.
func (m *Machine) pluginPython(ctx context.Context) string {
	path, _, err := m.systemPython(ctx)
	if err != nil {
		return ""
	}
	return path
}
