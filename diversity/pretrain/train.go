package pretrain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/augment"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// Train pre-trains a freshly initialised network on data, for the recipe's number of updates, and returns it with its
// training curve of at most 100 points. The context is honoured between calls to the device, a fraction of a second
// each for small images.
//
// Seed determines initial weights, order of images and augmentation, by separate streams; initial weights of the
// backbone do not depend on the data, not even on its number of classes.
//
// After an error the points so far are returned without a network. Errors: [diversity.ErrInvalid] for bad data or
// options, [ErrDiverged], [ErrDevice], [ErrCheckpoint] for a checkpoint of another training, that of TrainOptions.Save,
// or the context's.
func (t *Trainer) Train(ctx context.Context, data Data, seed uint64, o TrainOptions) (n *Network,
	points []recipe.CurvePoint, err error) {
	defer recovered(&err)
	if err := errors.Join(o.validate(), t.accepts(data)); err != nil {
		return nil, nil, err
	}
	s := t.newSession(data, t.headWidth(data.Classes), seed)
	defer s.free()
	if err := s.start(ctx, o); err != nil {
		return nil, s.curve.points, err
	}
	n, err = s.run(ctx)
	if err == nil {
		n.head = s.trainedHead()
	}
	if o.Waited != nil {
		*o.Waited = s.reader.waitedFor()
	}
	return n, s.curve.points, err
}

// trainedHead is the head at the end of a training; nil where there is none that fits the network.
func (s *session) trainedHead() *probe.Head {
	if p := s.trainer.program; p.objective.Contrastive() || p.averaged {
		return nil
	}
	h, err := s.head(s.data.Classes)
	if err != nil {
		return nil
	}
	return &h
}

// session is one training in progress.
type session struct {
	trainer *Trainer
	data    Data
	seed    uint64
	updates int // in all
	parts   int // of a batch: each update is so many passes
	done    int // passes
	drawn   int // passes whose images are drawn
	order   *shuffled
	draws   *augment.Draws
	curve   curve
	bank    *tensors.Tensor // the images, on the device; nil where a reader gives them
	reader  *reader         // of Data.Source; nil until the first pass, and where there is none
	active  *tensors.Tensor
	state   []*tensors.Tensor // as program wants it

	options  TrainOptions
	training string    // Trainer.training, if there are checkpoints
	began    time.Time // in this process
	before   float64   // seconds in earlier ones
	saved    int       // updates done at the last checkpoint
	kept     time.Time // when that was
}

// start takes the options, and continues from their checkpoint.
func (s *session) start(ctx context.Context, o TrainOptions) (err error) {
	s.options, s.curve.onPoint = o, o.OnPoint
	s.began = time.Now()
	s.kept = s.began
	if o.Save == nil && o.From == nil {
		return nil
	}
	if s.training, err = s.trainer.training(s.data, s.seed); err != nil || o.From == nil {
		return err
	}
	return s.resume(ctx, o.From)
}

func (t *Trainer) newSession(data Data, width int, seed uint64) *session {
	return t.sessionFrom(data, width, seed, t.initialState(data.Classes, width, seed))
}

// sessionFrom is a session that begins with a state.
func (t *Trainer) sessionFrom(data Data, width int, seed uint64, state []*tensors.Tensor) *session {
	s := t.newMember(data, seed)
	s.state, s.active = state, activeClasses(data.Classes, width)
	if data.Source == nil {
		s.bank = tensors.FromFlatDataAndDimensions(data.Images, len(data.Labels), t.pixels())
		s.bank.MustMaterializeOnDevice(t.backend, false, 0)
	}
	return s
}

// newMember is a session without tensors on the device.
func (t *Trainer) newMember(data Data, seed uint64) *session {
	r := t.options.Recipe
	updates := r.Updates(len(data.Labels))
	return &session{
		trainer: t, data: data, seed: seed, updates: updates, parts: r.Parts(),
		order: newShuffled(seed, len(data.Labels)),
		draws: t.options.pipeline().Start(seed),
		curve: curve{recipe: r, updates: updates, parts: r.Parts()},
	}
}

// activeClasses marks the classes that exist among those of a head.
func activeClasses(classes, width int) *tensors.Tensor {
	active := make([]float32, width)
	for i := range min(classes, width) {
		active[i] = 1
	}
	return tensors.FromFlatDataAndDimensions(active, width)
}

// begin is the tensor of the layout with which training starts: that of the published weights, or what was drawn.
func (t *Trainer) begin(number int, drawn Tensor) Tensor {
	if t.start == nil || !t.options.Published.Starts() {
		return drawn
	}
	return t.start[number]
}

func toDevice(w Tensor) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(w.Data, w.Shape...) }

// run makes all updates.
func (s *session) run(ctx context.Context) (*Network, error) {
	for s.done < s.passes() {
		if ctx.Err() != nil {
			return nil, s.interrupted(ctx)
		}
		if err := s.advance(); err != nil {
			return nil, err
		}
		if err := s.keepIfDue(); err != nil {
			return nil, err
		}
	}
	if s.saved > 0 { // what follows may be cut short too
		if err := s.keep(); err != nil {
			return nil, err
		}
	}
	return s.network()
}

// passes is the number of all passes.
func (s *session) passes() int { return s.updates * s.parts }

// advance makes the next passes in one call, as many as fit, and adds them to the curve.
func (s *session) advance() error {
	b, images, err := s.nextImages()
	if err != nil {
		return err
	}
	state, metrics, err := s.trainer.advance(b, images, s.active, s.state)
	s.state = state
	if err != nil {
		return err
	}
	return s.record(metrics, b.count)
}

// nextImages are the images of the next call, given away to it.
func (s *session) nextImages() (b batches, images any, err error) {
	t := s.trainer
	if s.data.Source == nil {
		b = s.draw(min(t.steps, s.passes()-s.done))
		images, err = t.images(b, s.bank)
		return b, images, err
	}
	if s.reader == nil {
		s.reader = s.startReader()
	}
	b, read, err := s.reader.next()
	if err != nil {
		return b, nil, err
	}
	images, err = t.augmented(b, read)
	return b, images, err
}

// batches are the images of one call's passes.
type batches struct {
	count    int     // passes; the rest of the call's room is zero
	dims     []int   // [S, B], or [S, R, B] for replicas
	rows     []int32 // of the bank, by dims
	labels   []int32
	numbers  []float32 // random, of each image, see augment.Pipeline; none where images stay as they are
	mix      []float32 // [..., augment.MixSize] without the axis of the batch
	schedule []float32 // [S, rowSize]
}

// advance makes the passes of one call. Images and state are given away, also where the call fails.
func (t *Trainer) advance(b batches, images any, active *tensors.Tensor, state []*tensors.Tensor) (
	newState []*tensors.Tensor, metrics *tensors.Tensor, err error) {
	args := make([]any, inState, inState+len(state))
	args[inStep], args[inLimit] = int32(0), int32(b.count)
	args[inImages], args[inLabels] = images, tensors.FromFlatDataAndDimensions(b.labels, b.dims...)
	args[inSchedule], args[inActive] = tensors.FromFlatDataAndDimensions(b.schedule, t.steps, rowSize), active
	passes := b.dims[:len(b.dims)-1]
	args[inMix] = tensors.FromFlatDataAndDimensions(b.mix, append(slices.Clone(passes), augment.MixSize)...)
	args[inMetrics] = tensors.FromShape(shapes.Make(dtypes.Float32, append(slices.Clone(passes), metricsSize)...))
	for _, tensor := range state {
		donated, err := donate(t, tensor)
		if err != nil {
			return nil, nil, err
		}
		args = append(args, donated)
	}
	out, err := call(t.train, args...)
	if err != nil {
		return nil, nil, err
	}
	return out[:len(out)-1], out[len(out)-1], nil
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

// draw takes the images of the next count passes.
func (s *session) draw(count int) batches {
	batch, views := s.trainer.batch(), s.trainer.views()
	dims := []int{s.trainer.steps, views * batch}
	b := batches{count: count, dims: dims, rows: make([]int32, dims[0]*dims[1]), labels: make([]int32, dims[0]*dims[1])}
	for i := range count * batch {
		row := s.order.next()
		for view := range views { // the second forms follow the first ones
			at := i/batch*dims[1] + view*batch + i%batch
			b.rows[at], b.labels[at] = row, s.data.Labels[row]
		}
	}
	s.drawNumbers(&b)
	b.schedule = s.schedule(count)
	s.drawn += count
	return b
}

// drawNumbers draws what changes the images.
func (s *session) drawNumbers(b *batches) {
	size := s.trainer.options.pipeline().Size()
	b.numbers, b.mix = make([]float32, len(b.rows)*size), make([]float32, b.dims[0]*augment.MixSize)
	for i := range b.count {
		mix := s.draws.Mix()
		copy(b.mix[i*augment.MixSize:], mix[:])
	}
	if size == 0 {
		return
	}
	for i := range b.count * b.dims[1] {
		copy(b.numbers[i*size:], s.draws.Image())
	}
}

// images gathers rows of the bank on the device and augments them: uint8 [..., P], given away to the next call.
func (t *Trainer) images(b batches, bank *tensors.Tensor) (any, error) {
	out, err := call(t.gather, bank, tensors.FromFlatDataAndDimensions(b.rows, b.dims...))
	if err != nil {
		return nil, err
	}
	return t.augmented(b, out[0])
}

// augmented changes the images of one call on the device; both are given away.
func (t *Trainer) augmented(b batches, images *tensors.Tensor) (any, error) {
	given, err := donate(t, images)
	if err != nil || len(b.numbers) == 0 {
		return given, err
	}
	size := len(b.numbers) / len(b.rows)
	out, err := call(t.augment, given, tensors.FromFlatDataAndDimensions(b.numbers, len(b.rows), size))
	if err != nil {
		return nil, err
	}
	return donate(t, out[0])
}

// schedule holds the rows of the next count passes that are drawn.
func (s *session) schedule(count int) []float32 {
	steps := s.trainer.steps
	values := make([]float32, 0, steps*rowSize)
	for i := range count {
		row := schedule(s.trainer.options.Recipe, s.drawn+i, s.updates)
		noise := network.Noise(s.seed, s.drawn+i)
		values = append(append(values, row[:]...), noise[:]...)
	}
	return append(values, make([]float32, (steps-count)*rowSize)...)
}

// record adds the metrics of the count passes just done to the curve.
func (s *session) record(metrics *tensors.Tensor, count int) error {
	values, err := tensors.CopyFlatData[float32](metrics)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	if err := s.add(values, count); err != nil {
		return err
	}
	return metrics.FinalizeAll()
}

// add adds metrics [count, metricsSize] to the curve.
func (s *session) add(values []float32, count int) error {
	for i := range count {
		if err := s.curve.add(values[i*metricsSize], values[i*metricsSize+1]); err != nil {
			return err
		}
	}
	s.done += count
	return nil
}

// network copies the backbone's weights from the device.
func (s *session) network() (*Network, error) {
	values, err := s.trainer.weights(s.state)
	if err != nil {
		return nil, err
	}
	return s.trained(values)
}

// weights copies the backbone's part of a state from the device.
func (t *Trainer) weights(state []*tensors.Tensor) (values [][]float32, err error) {
	for _, tensor := range stateOf(t.program, state).kept(len(t.net.Params)) {
		data, err := tensors.CopyFlatData[float32](tensor)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDevice, err)
		}
		values = append(values, data)
	}
	return values, nil
}

// trained makes a network of the values of the layout.
func (s *session) trained(values [][]float32) (*Network, error) {
	var weights []Tensor
	for i, p := range s.trainer.layout() {
		weights = append(weights, Tensor{p.Name, p.Dims, values[i]})
	}
	if name := notFinite(weights); name != "" {
		return nil, fmt.Errorf("%w: %s holds values that are not finite after step %d, learning rate %.3g",
			ErrDiverged, name, s.done/s.parts, s.curve.recipe.Rate(s.done/s.parts-1, s.updates))
	}
	return &Network{trainer: s.trainer, weights: weights}, nil
}

// free releases the device's memory; tensors that were given to a call are not in the lists any more.
func (s *session) free() {
	if s.reader != nil {
		s.reader.close()
	}
	finalize(append(s.state, s.bank, s.active))
}

func finalize(list []*tensors.Tensor) {
	for _, tensor := range list {
		if tensor == nil {
			continue
		}
		_ = tensor.FinalizeAll() // the memory is lost in the worst case; there is nothing to report to
	}
}
