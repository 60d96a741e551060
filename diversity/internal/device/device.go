package device

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
)

// slowWarning states the measured slowdown of the pure-Go backend.
const slowWarning = "XLA could be neither found nor installed: the pure-Go backend computes instead, about 13 times slower on an MLP " +
	"and 40 times slower on a convolutional network; the doctor command says why"

// Device is an opened backend. Close it when done.
type Device struct {
	Backend     compute.Backend
	Kind        Kind
	Description string   // one line, for example "XLA CPU (PJRT plugin lammps-jax-pjrt-cpu 0.11.2, API 0.115)"
	Plugin      string   // path of the plugin, "" for pure Go and where go-xla searched for it itself
	Warning     string   // to be shown to the user once; "" if all is well
	Reasons     []Reason // what was tried, in order
}

// Open opens the best backend that it can find or install, see the package comment. It fails only if the user's own
// setting cannot be used (the error wraps [ErrBackend]), if the options are invalid or if ctx ends.
func Open(ctx context.Context, o Options) (*Device, error) {
	return openOn(ctx, realHost(), o)
}

func openOn(ctx context.Context, h host, o Options) (*Device, error) {
	s, err := newSearch(h, o)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("device: %w", err)
	}
	d, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	d.Reasons = s.reasons
	return d, nil
}

// Close releases the backend; buffers on it become invalid. Closing twice does nothing.
func (d *Device) Close() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("device: panic while closing: %v", r)
		}
	}()
	if d.Backend != nil && !d.Backend.IsFinalized() {
		d.Backend.Finalize()
	}
	return nil
}
