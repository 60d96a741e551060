package stall

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

var errSilence = errors.New("nothing arrives")

// A reader that sends a byte in time is never given up, however long it takes in all; one that stops is.
func TestOnlySilenceEndsTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, guard := Watch(t.Context(), time.Minute, errSilence)
		defer guard.Stop()
		in := guard.Reader(iotest.OneByteReader(strings.NewReader("abc")))
		for range 3 {
			time.Sleep(59 * time.Second)
			if n, err := in.Read(make([]byte, 10)); n != 1 || err != nil || ctx.Err() != nil {
				t.Fatalf("%d bytes, %v; %v", n, err, ctx.Err())
			}
		}
		time.Sleep(59 * time.Second)
		if _, err := in.Read(make([]byte, 10)); !errors.Is(err, io.EOF) || ctx.Err() != nil {
			t.Fatalf("%v; %v", err, ctx.Err())
		}
		time.Sleep(time.Second) // the end of a file is no byte
		synctest.Wait()
		if err := Cause(ctx, ctx.Err()); !errors.Is(err, errSilence) {
			t.Errorf("nothing arrived for a minute: %v", err)
		}
	})
}

func TestStoppedGuardsSayNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, guard := Watch(t.Context(), time.Minute, errSilence)
		guard.Stop()
		time.Sleep(time.Hour)
		synctest.Wait()
		if err := Cause(ctx, ctx.Err()); !errors.Is(err, context.Canceled) || errors.Is(err, errSilence) {
			t.Errorf("got %v", err)
		}
	})
}

// The reason is that of whoever cancelled first; errors of another kind stay, and so does success.
func TestCause(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	if err := Cause(ctx, context.Canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("of a living context: %v", err)
	}
	tired := errors.New("tired")
	cancel(tired)
	if err := Cause(ctx, context.Canceled); err != tired { //nolint:errorlint // the very error
		t.Errorf("got %v", err)
	}
	if err := Cause(ctx, io.ErrUnexpectedEOF); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if err := Cause(ctx, nil); err != nil {
		t.Errorf("got %v", err)
	}
}
