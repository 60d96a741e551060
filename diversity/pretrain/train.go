package pretrain

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/network"
)

// Train pre-trains a freshly initialised network on data, for the recipe's number of updates, and returns it with its
// training curve of at most 100 points. OnPoint, if not nil, gets each point while training, in batches as calls to the
// device end. The context is honoured between calls, a fraction of a second each for small images.
//
// Seed determines initial weights, order of images and augmentation, by separate streams; initial weights of the
// backbone do not depend on the data, not even on its number of classes.
//
// After an error the points so far are returned without a network. Errors: [diversity.ErrInvalid] for bad data,
// [ErrDiverged], [ErrDevice], or the context's.
func (t *Trainer) Train(ctx context.Context, data Data, seed uint64, onPoint func(CurvePoint)) (n *Network, points []CurvePoint, err error) {
	defer recovered(&err)
	if err := t.accepts(data); err != nil {
		return nil, nil, err
	}
	s := t.newSession(data, HeadWidth(data.Classes), seed)
	defer s.free()
	s.curve.onPoint = onPoint
	n, err = s.run(ctx)
	return n, s.curve.points, err
}

// session is one training in progress.
type session struct {
	trainer *Trainer
	data    Data
	updates int // in all
	done    int
	order   *shuffled
	warps   *rand.Rand
	curve   curve
	bank    *tensors.Tensor // the images, on the device
	active  *tensors.Tensor
	state   []*tensors.Tensor // as program wants it
}

func (t *Trainer) newSession(data Data, width int, seed uint64) *session {
	r := t.options.Recipe
	updates := r.Updates(len(data.Labels))
	s := &session{
		trainer: t, data: data, updates: updates,
		order: newShuffled(seed, len(data.Labels)),
		warps: diversity.Stream(seed, diversity.ForAugment),
		curve: curve{recipe: r, updates: updates},
		bank:  tensors.FromFlatDataAndDimensions(data.Images, len(data.Labels), t.pixels()),
		state: t.initialState(data.Classes, width, seed),
	}
	active := make([]float32, width)
	for i := range data.Classes {
		active[i] = 1
	}
	s.active = tensors.FromFlatDataAndDimensions(active, width)
	s.bank.MustMaterializeOnDevice(t.backend, false, 0)
	return s
}

// initialState draws backbone, then head, from one stream, so that the backbone does not depend on the head. The head's
// rows beyond the classes are zero, and stay so: neither gradient nor weight decay moves them.
func (t *Trainer) initialState(classes, width int, seed uint64) (state []*tensors.Tensor) {
	rng := diversity.Stream(seed, diversity.ForInit)
	add := func(w Tensor) { state = append(state, toDevice(w)) }
	params := t.net.Params()
	for _, p := range params {
		add(initial(p, rng, -1))
	}
	head := network.Head{Features: t.net.Features(), Width: width}.Params()
	for _, p := range head {
		add(initial(p, rng, classes))
	}
	for _, p := range append(params, head...) {
		for range newOptimizer(t.options.Recipe).slots() {
			add(Tensor{Shape: p.Dims, Data: make([]float32, p.Size())})
		}
	}
	for _, p := range t.net.Running() {
		add(initial(p, rng, -1))
	}
	return state
}

func toDevice(w Tensor) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(w.Data, w.Shape...) }

// run makes all updates.
func (s *session) run(ctx context.Context) (*Network, error) {
	for s.done < s.updates {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := s.advance(); err != nil {
			return nil, err
		}
	}
	return s.network()
}

// advance runs the next updates in one call, as many as fit, and adds them to the curve.
func (s *session) advance() error {
	t := s.trainer
	count := min(t.steps, s.updates-s.done)
	rows, labels := s.draw(count)
	images, err := s.images(rows, count)
	if err != nil {
		return err
	}
	args := make([]any, inState, inState+len(s.state))
	args[inStep], args[inLimit] = int32(0), int32(count)
	args[inImages], args[inLabels] = images, tensors.FromFlatDataAndDimensions(labels, t.steps, t.options.Recipe.Batch)
	args[inSchedule], args[inActive] = s.schedule(count), s.active
	args[inMetrics] = tensors.FromShape(shapes.Make(dtypes.Float32, t.steps, metricsSize))
	for _, tensor := range s.state {
		donated, err := donate(t, tensor)
		if err != nil {
			return err
		}
		args = append(args, donated)
	}
	s.state = nil
	out, err := call(t.train, args...)
	if err != nil {
		return err
	}
	s.state = out[:len(out)-1]
	return s.record(out[len(out)-1], count)
}

// donate hands a tensor's device buffer to the next call, which may write its result there.
func donate(t *Trainer, tensor *tensors.Tensor) (any, error) {
	if err := tensor.MaterializeOnDevice(t.backend, false, 0); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	donated, err := DonateTensorBuffer(tensor, t.backend, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return donated, nil
}

func call(exec *Exec, args ...any) ([]*tensors.Tensor, error) {
	out, err := exec.Call(args...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return out, nil
}

// draw takes the images of the next count updates, with their labels; the rest of the call's room stays zero.
func (s *session) draw(count int) (rows, labels []int32) {
	batch := s.trainer.options.Recipe.Batch
	rows, labels = make([]int32, s.trainer.steps*batch), make([]int32, s.trainer.steps*batch)
	for i := range count * batch {
		rows[i] = s.order.next()
		labels[i] = s.data.Labels[rows[i]]
	}
	return rows, labels
}

// images gathers rows of the bank on the device and augments them: uint8 [S, B, P], given away to the next call.
func (s *session) images(rows []int32, count int) (any, error) {
	t := s.trainer
	batch := t.options.Recipe.Batch
	out, err := call(t.gather, s.bank, tensors.FromFlatDataAndDimensions(rows, t.steps, batch))
	if err != nil || !t.options.Recipe.Augment.Enabled() {
		return give(t, out, err)
	}
	warps := make([]float32, 0, len(rows)*network.WarpSize)
	for range count * batch {
		drawn := drawWarp(t.options.Recipe.Augment, s.warps, t.options.Height, t.options.Width).Parameters()
		warps = append(warps, drawn[:]...)
	}
	warps = append(warps, make([]float32, cap(warps)-len(warps))...)
	images, err := give(t, out, nil)
	if err != nil {
		return nil, err
	}
	out, err = call(t.augment, images, tensors.FromFlatDataAndDimensions(warps, len(rows), network.WarpSize))
	return give(t, out, err)
}

func give(t *Trainer, out []*tensors.Tensor, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return donate(t, out[0])
}

// schedule is the schedule of the next count updates.
func (s *session) schedule(count int) *tensors.Tensor {
	steps := s.trainer.steps
	values := make([]float32, 0, steps*scheduleSize)
	for i := range count {
		row := schedule(s.trainer.options.Recipe, s.done+i, s.updates)
		values = append(values, row[:]...)
	}
	values = append(values, make([]float32, (steps-count)*scheduleSize)...)
	return tensors.FromFlatDataAndDimensions(values, steps, scheduleSize)
}

// record adds the metrics of the count updates just done to the curve.
func (s *session) record(metrics *tensors.Tensor, count int) error {
	values, err := tensors.CopyFlatData[float32](metrics)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	for i := range count {
		if err := s.curve.add(values[i*metricsSize], values[i*metricsSize+1]); err != nil {
			return err
		}
	}
	s.done += count
	return metrics.FinalizeAll()
}

// network copies the backbone's weights from the device.
func (s *session) network() (*Network, error) {
	params, running := s.trainer.net.Params(), s.trainer.net.Running()
	state := slices.Concat(s.state[:len(params)], s.state[len(s.state)-len(running):])
	var weights []Tensor
	for i, p := range append(params, running...) {
		data, err := tensors.CopyFlatData[float32](state[i])
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDevice, err)
		}
		weights = append(weights, Tensor{p.Name, p.Dims, data})
	}
	if name := notFinite(weights); name != "" {
		return nil, fmt.Errorf("%w: %s holds values that are not finite after step %d, learning rate %.3g",
			ErrDiverged, name, s.done, s.curve.recipe.Rate(s.done-1, s.updates))
	}
	return &Network{trainer: s.trainer, weights: weights}, nil
}

// free releases the device's memory; tensors that were given to a call are not in the lists any more.
func (s *session) free() {
	for _, tensor := range slices.Concat(s.state, []*tensors.Tensor{s.bank, s.active}) {
		_ = tensor.FinalizeAll() // the memory is lost in the worst case; there is nothing to report to
	}
}
