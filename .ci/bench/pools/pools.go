// Package pools measures how a folder of labelled images is read: by package pool of this laboratory, by Pillow into an
// array, and by torchvision's ImageFolder.
package pools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/kernel/bench/peers"
	"tradeoff/kernel/bench/process"
)

// Options configures [Compare].
type Options struct {
	Folder   string // CLASS/image, or CLASS/images/image
	Side     int    // pixels of the middle square that every image is brought to; 0 means 64
	Draw     int    // images to draw afterwards; 0 means 10,000
	Rounds   int    // 1..100; 0 means 3
	Core     int    // that every process is pinned to
	Python   string // with Pillow and torchvision; "" compares with neither
	Ours     string // this program, which has the hidden command pools-read
	Progress func(line string)
}

// WithDefaults fills in what is zero.
func (o Options) WithDefaults() Options {
	for _, field := range []struct {
		value     *int
		otherwise int
	}{{&o.Side, 64}, {&o.Draw, 10_000}, {&o.Rounds, 3}} {
		if *field.value == 0 {
			*field.value = field.otherwise
		}
	}
	return o
}

// Validate returns an error that wraps diversity.ErrInvalid and names the field.
func (o Options) Validate() error {
	o = o.WithDefaults()
	switch {
	case o.Folder == "":
		return diversity.Invalid("Options.Folder", `""`, "a folder of images")
	case o.Side < 8 || o.Side > 1024:
		return diversity.Invalid("Options.Side", o.Side, "8..1024")
	case o.Draw < 1:
		return diversity.Invalid("Options.Draw", o.Draw, "at least 1")
	case o.Rounds < 1 || o.Rounds > 100:
		return diversity.Invalid("Options.Rounds", o.Rounds, "1..100")
	}
	return nil
}

// Reading is what one process took.
type Reading struct {
	Program string  `json:"program"`
	Images  int     `json:"images"`
	List    float64 `json:"list"` // CPU seconds: opening the folder
	Load    float64 `json:"load"` // CPU seconds: decoding all images
	Draw    float64 `json:"draw"` // CPU seconds: images by chance
	CPU     float64 `json:"cpu"`  // CPU seconds of the process from start to end
	Wall    float64 `json:"wall"` // seconds
	Peak    int64   `json:"peak"` // bytes of resident memory, mapped files included
}

// the programs, in the order of a round.
const (
	oursFirst   = "ours, first time"
	oursAgain   = "ours, again"
	oursScaled  = "ours, scaled" // photographs decoded at a fraction of their size, for the first time
	pillow      = "Pillow, array"
	pillowDraft = "Pillow, draft"
	torchvision = "torchvision ImageFolder"
)

// methods are the programs of peers/images.py.
var methods = map[string]string{pillow: "pil", pillowDraft: "draft", torchvision: "torchvision"}

// Compare reads the folder with each program in turn, round by round, ours with a new cache directory and then again.
func Compare(ctx context.Context, o Options) (readings []Reading, err error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o = o.WithDefaults()
	scratch, err := os.MkdirTemp("", "diversity-pools-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if err := os.CopyFS(scratch, peers.Scripts); err != nil {
		return nil, err
	}
	for round := range o.Rounds {
		cache := filepath.Join(scratch, fmt.Sprint("cache", round))
		for _, program := range o.programs() {
			if o.Progress != nil {
				o.Progress(fmt.Sprintf("round %d of %d: %s", round+1, o.Rounds, program))
			}
			reading, err := o.read(ctx, program, scratch, cache)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", program, err)
			}
			readings = append(readings, reading)
		}
		if err := os.RemoveAll(cache); err != nil {
			return nil, err
		}
	}
	return readings, nil
}

func (o Options) programs() []string {
	if o.Python == "" {
		return []string{oursFirst, oursAgain, oursScaled}
	}
	return []string{oursFirst, oursAgain, oursScaled, pillow, pillowDraft, torchvision}
}

// read runs one program.
func (o Options) read(ctx context.Context, program, scripts, cache string) (Reading, error) {
	sizes := []string{o.Folder, fmt.Sprint(o.Side), fmt.Sprint(o.Draw)}
	var command []string
	if method := methods[program]; method != "" {
		command = append([]string{o.Python, filepath.Join(scripts, "images.py"), method}, sizes...)
	} else {
		scaled := fmt.Sprint(program == oursScaled)
		command = append(append([]string{"env", "DIVERSITY_CACHE=" + cache, o.Ours, Hidden}, sizes...), scaled)
	}
	used, err := process.Pinned(ctx, o.Core, scripts, command...)
	if err != nil {
		return Reading{}, err
	}
	var r Reading
	lines := bytes.Split(bytes.TrimSpace(used.Out), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
		return Reading{}, fmt.Errorf("not a report: %w", err)
	}
	r.Program, r.CPU, r.Wall, r.Peak = program, used.CPU.Seconds(), used.Wall.Seconds(), used.Peak
	return r, nil
}
