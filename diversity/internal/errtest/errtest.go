// Package errtest checks errors in tests, and links nothing else.
package errtest

import (
	"errors"
	"strings"
	"testing"
)

// Want fails a test unless an error wraps a sentinel and names each of some parts.
func Want(t testing.TB, err, sentinel error, parts ...string) {
	t.Helper()
	if !errors.Is(err, sentinel) {
		t.Errorf("error %v does not wrap %v", err, sentinel)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not name %q", err, part)
		}
	}
}
