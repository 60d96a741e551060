// Package journal keeps what the kernel's process logs, for tests.
package journal

import (
	"fmt"
	"strings"
	"sync"
)

// Journal is a log in memory. Its zero value is ready to use, by several goroutines.
type Journal struct {
	mu   sync.Mutex
	text strings.Builder
}

// Log adds a line, with a format as of [fmt.Sprintf].
func (j *Journal) Log(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	fmt.Fprintf(&j.text, format+"\n", args...)
}

// String is all that was logged.
func (j *Journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
