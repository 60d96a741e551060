package frontend_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"tradeoff/kernel/internal/jupyter/frontend"
	"tradeoff/kernel/internal/jupyter/wire"
)

// TestConnectGivesUp has no kernel at the ports.
func TestConnectGivesUp(t *testing.T) {
	path, err := frontend.NewConnection(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := frontend.Connect(ctx, path, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := frontend.Connect(t.Context(), "nosuch.json", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestNewConnection(t *testing.T) {
	seen := map[any]bool{}
	for range 2 {
		path, err := frontend.NewConnection(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		c, err := wire.ReadConnection(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, port := range []int{c.Shell, c.IOPub, c.Stdin, c.Control, c.Heartbeat} {
			if port == 0 || seen[port] && len(seen) < 6 {
				t.Errorf("port %d is none, or twice in a file", port)
			}
			seen[port] = true
		}
		if c.Key == "" || seen[c.Key] {
			t.Errorf("the key %q is not new", c.Key)
		}
		seen[c.Key] = true
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v: others could read the key", info.Mode(), err)
		}
	}
	if _, err := frontend.NewConnection("/nosuch"); err == nil || !strings.Contains(err.Error(), "nosuch") {
		t.Errorf("%v", err)
	}
}
