package pools

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"syscall"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// Hidden is the command by which the program measures itself in a process of its own: [Read].
const Hidden = "pools-read"

// Read opens a folder with package pool and draws from it, and prints what it took as peers/images.py does. The
// arguments are the folder, the side, the number of images to draw, and whether JPEGs are decoded at a fraction.
func Read(ctx context.Context, out io.Writer, args []string) error {
	side, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	start := spent()
	o := pool.FolderOptions{Height: side, Width: side, Fit: pool.Crop, Scaled: args[3] == "true"}
	p, err := pool.Folder(ctx, args[0], o)
	if err != nil {
		return err
	}
	opened := spent()
	refs := everything(p)
	diversity.Stream(1, diversity.ForSamples).Shuffle(len(refs), func(i, j int) { refs[i], refs[j] = refs[j], refs[i] })
	drawing := spent()
	if _, err := p.Images(refs[:min(count, len(refs))]); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(Reading{
		Images: len(refs), Load: (opened - start).Seconds(), Draw: (spent() - drawing).Seconds(),
	})
}

// everything lists all images of a pool.
func everything(p pool.Pool) (refs []pool.Ref) {
	for class := range p.Classes() {
		refs = slices.Grow(refs, p.Count(class))
		for sample := range p.Count(class) {
			refs = append(refs, pool.Ref{Class: class, Sample: sample})
		}
	}
	return refs
}

// spent is the CPU time of this process so far.
func spent() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
