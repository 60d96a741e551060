package pretrain

import (
	"fmt"
	"slices"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
)

// Source gives the images of a set that is not held in memory as a whole: those of the next call to the device are read
// while it computes the last one.
type Source struct {
	// Name names the images and their order: sets of one name have the same. Checkpoints are told apart by it.
	Name string
	// Read returns the images of rows, [len(rows), Height, Width, Channels]. It is called by one goroutine at a time.
	Read func(rows []int32) ([]uint8, error)
}

// name is "" where there is no source.
func (s *Source) name() string {
	if s == nil {
		return ""
	}
	return s.Name
}

func (s *Source) validate() error {
	if s.Name == "" || s.Read == nil {
		return diversity.Invalid("Data.Source", fmt.Sprintf("a source named %q", s.Name), "a name, and a function that reads")
	}
	return nil
}

// read is the images of a call's passes on the device, uint8 [..., P]. Room for passes that are not made stays zero.
func (s *Source) read(t *Trainer, b batches) (*tensors.Tensor, error) {
	used := b.count * b.dims[1]
	images, err := s.ask(b.rows[:used])
	if err != nil {
		return nil, fmt.Errorf("pretrain: images of %s: %w", s.Name, err)
	}
	size := t.pixels()
	if len(images) != used*size {
		return nil, diversity.Invalid("len of what Data.Source.Read returned", len(images),
			fmt.Sprintf("%d = %d rows * %d values", used*size, used, size))
	}
	images = append(slices.Clip(images), make([]uint8, (len(b.rows)-used)*size)...)
	tensor := tensors.FromFlatDataAndDimensions(images, append(slices.Clone(b.dims), size)...)
	if err := tensor.MaterializeOnDevice(t.backend, false, 0); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return tensor, nil
}

// ask calls the function; what it panics with is its error, not one of the device.
func (s *Source) ask(rows []int32) (images []uint8, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return s.Read(rows)
}

// reading is what a source gave for the passes of one call.
type reading struct {
	batches batches
	images  *tensors.Tensor
	err     error
}

// reader reads ahead in a goroutine of its own: one call's images wait while those of the next are read.
type reader struct {
	ready  chan reading
	stop   chan struct{}
	waited time.Duration // for images
}

// startReader reads what the session draws until all its passes are drawn, an error, or the reader's end. The session
// must not draw by itself any more.
func (s *session) startReader() *reader {
	r := &reader{ready: make(chan reading), stop: make(chan struct{})}
	go func() {
		defer close(r.ready)
		for s.drawn < s.passes() {
			next := s.readNext()
			select {
			case r.ready <- next:
			case <-r.stop:
				finalize([]*tensors.Tensor{next.images})
				return
			}
			if next.err != nil {
				return
			}
		}
	}()
	return r
}

func (s *session) readNext() (next reading) {
	defer recovered(&next.err)
	next.batches = s.draw(min(s.trainer.steps, s.passes()-s.drawn))
	next.images, next.err = s.data.Source.read(s.trainer, next.batches)
	return next
}

// next waits for the images of the next call.
func (r *reader) next() (batches, *tensors.Tensor, error) {
	started := time.Now()
	next := <-r.ready
	r.waited += time.Since(started)
	return next.batches, next.images, next.err
}

// waitedFor is none where there is no reader.
func (r *reader) waitedFor() time.Duration {
	if r == nil {
		return 0
	}
	return r.waited
}

// close ends the goroutine, and waits for it.
func (r *reader) close() {
	close(r.stop)
	for next := range r.ready {
		finalize([]*tensors.Tensor{next.images})
	}
}
