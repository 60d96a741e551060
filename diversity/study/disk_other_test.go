//go:build !linux

package study

import "testing"

func asNobody(t *testing.T) {
	t.Helper()
	t.Skip("permissions do not bind the superuser")
}
