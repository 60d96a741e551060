// Package stall gives up what reads from a network when no byte arrives for a while.
package stall

import (
	"context"
	"errors"
	"io"
	"time"
)

// Guard cancels a context when its readers get nothing for a while.
type Guard struct {
	after  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

// Watch is a context that ends with an error as its cause when nothing was read for so long, and its guard, which must
// be stopped.
func Watch(ctx context.Context, after time.Duration, stalled error) (context.Context, *Guard) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &Guard{after, time.AfterFunc(after, func() { cancel(stalled) }), cancel}
}

// Stop ends the context, and the watch over it.
func (g *Guard) Stop() {
	g.timer.Stop()
	g.cancel(nil)
}

// Reader sets the time back whenever a byte arrives.
func (g *Guard) Reader(in io.Reader) io.Reader { return &reader{in, g} }

type reader struct {
	in    io.Reader
	guard *Guard
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if n > 0 {
		r.guard.timer.Reset(r.guard.after)
	}
	return n, err
}

// Cause replaces "context canceled" by the reason for it.
func Cause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(err, context.Canceled) && cause != nil {
		return cause
	}
	return err
}
