package device

import (
	"errors"
	"path/filepath"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/cachedir"
)

var (
	// ErrBackend is wrapped by the error of [Open] when the backend that the user asked for cannot be opened.
	ErrBackend = errors.New("device: cannot open the backend that was asked for")
	// ErrDamaged is wrapped where an installed or downloaded file is not what it should be.
	ErrDamaged = errors.New("device: damaged plugin")
)

// CacheVariable is the environment variable that names the cache directory of this project.
const CacheVariable = cachedir.Variable

// defaultStallTimeout is long enough for a slow connection and short enough for a person who waits.
const defaultStallTimeout = 20 * time.Second

// Options of [Open], [Find] and [Install]. The zero value is ready to use.
type Options struct {
	// absolute directory of installed plugins; "": pjrt in that of CacheVariable, else diversity/pjrt in the user's cache
	// directory
	CacheDir string
	Offline  bool   // never download
	Python   string // interpreter that runs pip and is asked for JAX; "": python3
	// a download without a new byte for so long is given up (pip: three times as long, it retries by itself); 0: 20 s
	StallTimeout time.Duration
	Progress     func(Event) // called from the calling goroutine during downloads; may be nil
}

// validate returns an error that wraps [diversity.ErrInvalid] for a relative CacheDir or a negative StallTimeout.
func (o Options) validate() error {
	if o.CacheDir != "" && !filepath.IsAbs(o.CacheDir) {
		return diversity.Invalid("Options.CacheDir", o.CacheDir, "an absolute path, or empty for the user's cache directory")
	}
	if o.StallTimeout < 0 {
		return diversity.Invalid("Options.StallTimeout", o.StallTimeout, "a positive duration, or 0 for the default 20s")
	}
	return nil
}

func (o Options) stall() time.Duration {
	if o.StallTimeout == 0 {
		return defaultStallTimeout
	}
	return o.StallTimeout
}

func (o Options) python() string {
	if o.Python == "" {
		return "python3"
	}
	return o.Python
}

func (o Options) progress(step string, done, total int64) {
	if o.Progress != nil {
		o.Progress(Event{Step: step, Done: done, Total: total})
	}
}
