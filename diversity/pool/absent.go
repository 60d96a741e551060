package pool

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrAbsent is wrapped by the errors of a pool that was opened without its images, see [WithoutImages].
var ErrAbsent = errors.New("pool: opened without its images")

// WithoutImages marks a pool in JSON as one whose images are elsewhere. What it is read into has the [Pool.Digest] by
// which results name it, and is written as JSON again; whatever else is asked of it is an error wrapping ErrAbsent, as
// [Pool.Validate] says. So results can be read where the images may not be. The error wraps [ErrFormat], also for a
// pool that was written without the digest of its content.
func WithoutImages(text []byte) ([]byte, error) {
	s, err := readSpec(text)
	if err != nil {
		return nil, err
	}
	s.Absent = true
	if _, err := s.absent(); err != nil {
		return nil, err
	}
	return json.Marshal(s)
}

// absent is the pool of a spec that is marked so.
func (s spec) absent() (Pool, error) {
	if s.Content == "" {
		return Pool{}, fmt.Errorf("%w: pool in JSON: without images it needs the digest of its content", ErrFormat)
	}
	content := s.Content
	var steps []step
	for _, step := range s.Steps {
		steps = append(steps, step.canonical())
	}
	s.Content, s.Steps = "", nil
	from := &source{origin: s, digest: func() (string, error) { return content, nil }}
	return Pool{&state{source: from, steps: steps, err: fmt.Errorf("%w: %s", ErrAbsent, s.title())}}, nil
}

// known returns the error of a pool that has no digest: it is not valid, and its images are not just absent.
func (p Pool) known() error {
	if err := p.Validate(); err != nil && !errors.Is(err, ErrAbsent) {
		return err
	}
	return nil
}
