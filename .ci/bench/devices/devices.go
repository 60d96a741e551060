// Package devices compares how fast a device trains by this laboratory, by PyTorch and by JAX.
package devices

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/trial"
	"tradeoff/kernel/bench/peers"
	"tradeoff/kernel/internal/lines"
)

// Options of [Compare].
type Options struct {
	Program  string // the kernel command
	Python   string
	Device   string // cuda or cpu
	Rounds   int    // of the peers, 1..100
	Progress func(string)
}

// Validate names the first option out of its range.
func (o Options) Validate() error {
	if o.Device != "cuda" && o.Device != "cpu" {
		return diversity.Invalid("Options.Device", fmt.Sprintf("%q", o.Device), "cuda or cpu")
	}
	if o.Rounds < 1 || o.Rounds > 100 {
		return diversity.Invalid("Options.Rounds", o.Rounds, "1..100")
	}
	return nil
}

// Report is what was measured.
type Report struct {
	Ours    trial.Report `json:"ours"`
	Peers   []Peer       `json:"peers"`
	Missing []string     `json:"missing"` // frameworks that the interpreter lacks
}

// Peer is what a script found.
type Peer struct {
	Framework string       `json:"framework"`
	Version   string       `json:"version"`
	Device    string       `json:"device"`
	Together  []PeerSmall  `json:"together"`
	Alone     []PeerByself `json:"alone"`
}

// PeerSmall is the rate of small networks, one after the other.
type PeerSmall struct {
	Network   string    `json:"network"`
	PerMinute []float64 `json:"per_minute"`
}

// PeerByself is the rate of a large network.
type PeerByself struct {
	Network   string    `json:"network"`
	Side      int       `json:"side"`
	Batch     int       `json:"batch"`
	PerSecond []float64 `json:"per_second"`
}

// Compare runs ours and then each script, in a folder of their own.
func Compare(ctx context.Context, dir string, o Options) (r Report, err error) {
	if err := o.Validate(); err != nil {
		return r, err
	}
	if err := peers.Unpack(dir); err != nil {
		return r, err
	}
	o.Progress("ours")
	file := filepath.Join(dir, "ours.json")
	if _, err := o.output(ctx, dir, o.Program, "doctor", "--device", o.Device, "--json", file); err != nil {
		return r, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r.Ours); err != nil {
		return r, fmt.Errorf("devices: our report: %w", err)
	}
	for _, script := range []struct{ framework, module, file string }{
		{"PyTorch", "torch", "pytorch_device.py"}, {"JAX", "jax", "jax_device.py"},
	} {
		o.Progress(script.framework)
		if err := exec.CommandContext(ctx, o.Python, "-c", "import "+script.module).Run(); err != nil {
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			r.Missing = append(r.Missing, script.framework)
			continue
		}
		args := []string{script.file, "--device", o.Device, "--rounds", fmt.Sprint(o.Rounds)}
		if o.Device == "cpu" {
			args = append(args, "--small")
		}
		out, err := o.output(ctx, dir, o.Python, args...)
		if err != nil {
			return r, err
		}
		var p Peer
		if err := json.Unmarshal([]byte(lines.Last(string(out), 1)), &p); err != nil {
			return r, fmt.Errorf("devices: the report of %s: %w", script.framework, err)
		}
		r.Peers = append(r.Peers, p)
	}
	return r, nil
}

// output runs a program and returns what it printed.
func (o Options) output(ctx context.Context, dir, program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	var out, complaints bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = dir, &out, &complaints, 5*time.Second
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	err := cmd.Run()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &failed):
		return nil, fmt.Errorf("devices: %s: %w: %s%s", filepath.Base(program), err, lines.Last(complaints.String(), 8),
			lines.Last(out.String(), 8))
	case err != nil:
		return nil, fmt.Errorf("devices: %w", err)
	}
	return out.Bytes(), nil
}

// Print writes a row for each network that a peer trained, too.
func (r Report) Print(out io.Writer) error {
	table := study.Table{Title: r.Ours.Device, Header: []string{"network", "by", "rate", "range", "n", "ours / this"}}
	row := func(network, by, unit string, rates []float64, ours float64) {
		ratio := ""
		if ours > 0 {
			ratio = fmt.Sprintf("%.2f", ours/trial.Median(rates))
		}
		table.Rows = append(table.Rows, []string{network, by, fmt.Sprintf("%.4g %s", trial.Median(rates), unit),
			fmt.Sprintf("%.4g to %.4g", slices.Min(rates), slices.Max(rates)), fmt.Sprint(len(rates)), ratio})
	}
	for _, t := range r.Ours.Speeds.Together {
		best := t.Best()
		row(t.Network, fmt.Sprintf("ours, %d at once", best.Replicas), "runs/min", best.PerMinute, 0)
		for _, p := range r.Peers {
			for _, theirs := range p.Together {
				if theirs.Network == t.Network {
					row(t.Network, p.Framework+" "+p.Version, "runs/min", theirs.PerMinute, trial.Median(best.PerMinute))
				}
			}
		}
	}
	for _, a := range r.Ours.Speeds.Alone {
		name := fmt.Sprintf("%s, %dx%d", a.Network, a.Side, a.Side)
		row(name, "ours", "images/s", a.PerSecond, 0)
		for _, p := range r.Peers {
			for _, theirs := range p.Alone {
				if theirs.Network == a.Network && theirs.Side == a.Side && theirs.Batch == a.Batch {
					row(name, p.Framework+" "+p.Version, "images/s", theirs.PerSecond, trial.Median(a.PerSecond))
				}
			}
		}
	}
	text := table.String()
	if r.Ours.Small {
		text += "\nfew images on a processor: this tries the command out, and says nothing of a GPU\n"
	}
	if len(r.Missing) > 0 {
		text += "\nthe interpreter lacks " + strings.Join(r.Missing, " and ") + "\n"
	}
	_, err := io.WriteString(out, text)
	return err
}
