package pretrain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/recipe"
)

// Outcome is what pre-training gave: a network or an error, and the training curve until then.
type Outcome struct {
	Network *Network
	Curve   []recipe.CurvePoint
	Err     error // as that of [Trainer.Train]
}

// cudaReplicas is a first guess for small networks, to be measured: their kernels leave most of a GPU idle.
const cudaReplicas = 8

// Replicas is the number of networks that [Trainer.TrainMany] should train at once on this device: 1 on a CPU, where it
// gains nothing, for an architecture without [Architecture.Replicas], and for one with convolutions that the compiler
// computes, which replicas would do without; 8 on a GPU.
func (t *Trainer) Replicas() int {
	if !t.net.Replicas || t.net.Native || t.device.Kind != device.CUDA {
		return 1
	}
	return cudaReplicas
}

const maxReplicas = 1024

// TrainManyOptions are those of several trainings at once. The zero value saves nothing and begins at the beginning.
type TrainManyOptions struct {
	// keeps a checkpoint of the network of this number, one after the other, when TrainOptions.Save would: it is that of a
	// single training, which [Trainer.Train] continues too. Its error ends all trainings
	Save  func(number int, c *Checkpoint) error
	Every time.Duration // as that of TrainOptions

	// continue here, one for each network, nil for those that begin; none at all: begin. They need not be equally far: the
	// call begins with the network that is least far, and each other joins when the rest has come to its checkpoint
	From []*Checkpoint
}

// TrainMany trains one network on each of several sets of one size, with the seed of the same number, all at once: one
// program computes them on a leading axis of every tensor, which keeps a GPU busy with networks too small to do so
// alone. All sets must have equally many images and classes. A network that diverges fails alone: its Outcome has the
// error. The error of the call is one that concerns all: [diversity.ErrInvalid], [ErrDevice], [ErrCheckpoint] for a
// checkpoint of another training, that of TrainManyOptions.Save, or the context's.
//
// Continued from its checkpoints on the same device, the same sets come to the same weights, bit for bit, as without
// the interruption; a network that is continued with others, or alone, to weights that differ as the next paragraph
// says.
//
// The outcomes are those of [Trainer.Train] but for the order in which numbers are added. On a CPU the weights were
// within 1e-5 of those after the tests' 20 updates; rounding grows with the number of updates. Nothing of this has been
// run on a GPU: none was at hand. A network that is written for itself alone, as a [Func] is, is trained one set after
// the other.
func (t *Trainer) TrainMany(ctx context.Context, sets []Data, seeds []uint64, o TrainManyOptions) (outcomes []Outcome,
	err error) {
	defer recovered(&err)
	if err := errors.Join(o.validate(len(sets)), t.acceptsMany(sets, seeds)); err != nil {
		return nil, err
	}
	if !t.net.Replicas || len(sets) == 1 {
		return t.oneByOne(ctx, sets, seeds, o)
	}
	g := t.newGroup(sets, seeds)
	defer g.free()
	if err := g.start(ctx, o); err != nil {
		return nil, err
	}
	return g.run(ctx)
}

func (o TrainManyOptions) validate(networks int) error {
	if len(o.From) > 0 && len(o.From) != networks {
		return diversity.Invalid("len(TrainManyOptions.From)", len(o.From),
			fmt.Sprintf("%d, one for each network, or 0", networks))
	}
	return validEvery("TrainManyOptions", o.Every)
}

// of are the options of one network that is trained by itself.
func (o TrainManyOptions) of(number int) TrainOptions {
	own := TrainOptions{Every: o.Every, From: o.from(number)}
	if o.Save != nil {
		own.Save = func(c *Checkpoint) error { return o.Save(number, c) }
	}
	return own
}

// from is nil for a network that begins.
func (o TrainManyOptions) from(number int) *Checkpoint {
	if len(o.From) == 0 {
		return nil
	}
	return o.From[number]
}

func (t *Trainer) acceptsMany(sets []Data, seeds []uint64) error {
	if len(sets) < 1 || len(sets) > maxReplicas || len(seeds) != len(sets) {
		return diversity.Invalid("sets and seeds", fmt.Sprintf("%d and %d", len(sets), len(seeds)),
			fmt.Sprintf("1..%d of each, equally many", maxReplicas))
	}
	for i, data := range sets {
		if err := t.accepts(data); err != nil {
			return fmt.Errorf("set %d: %w", i, err)
		}
		if data.Source != nil {
			return diversity.Invalid(fmt.Sprintf("set %d: Data.Source", i), data.Source.Name,
				"nothing: the images of networks that are trained at once are held in memory, as Data.Images")
		}
		if data.Classes != sets[0].Classes || len(data.Labels) != len(sets[0].Labels) {
			return diversity.Invalid(fmt.Sprintf("set %d", i),
				fmt.Sprintf("%d images of %d classes", len(data.Labels), data.Classes),
				fmt.Sprintf("%d of %d, as the first", len(sets[0].Labels), sets[0].Classes))
		}
	}
	return nil
}

func (t *Trainer) oneByOne(ctx context.Context, sets []Data, seeds []uint64, options TrainManyOptions) ([]Outcome,
	error) {
	outcomes := make([]Outcome, len(sets))
	for i, data := range sets {
		o := &outcomes[i]
		o.Network, o.Curve, o.Err = t.Train(ctx, data, seeds[i], options.of(i))
		if o.Err != nil && !errors.Is(o.Err, ErrDiverged) {
			return nil, o.Err
		}
	}
	return outcomes, nil
}

// group is several trainings in progress, in one program. Its members draw and keep their curves; they have no tensors.
type group struct {
	trainer *Trainer
	members []*session
	failed  []error // of each member; it is computed on, but its numbers are not looked at any more
	bank    *tensors.Tensor
	active  *tensors.Tensor
	state   []*tensors.Tensor
	done    int           // passes
	waiting []*Checkpoint // of each member that has not joined yet; what is computed in its place is not looked at
	saving  groupSaving
}

func (t *Trainer) newGroup(sets []Data, seeds []uint64) *group {
	g := &group{trainer: t, failed: make([]error, len(sets)), waiting: make([]*Checkpoint, len(sets))}
	var images []uint8
	states := make([][]*tensors.Tensor, len(sets))
	for i, data := range sets {
		width := t.headWidth(data.Classes)
		g.members = append(g.members, t.newMember(data, seeds[i]))
		states[i] = t.initialState(data.Classes, width, seeds[i])
		images = append(images, data.Images...)
		if i == 0 {
			g.active = activeClasses(data.Classes, width)
		}
	}
	g.bank = tensors.FromFlatDataAndDimensions(images, len(images)/t.pixels(), t.pixels())
	g.bank.MustMaterializeOnDevice(t.backend, false, 0)
	for number := range states[0] {
		g.state = append(g.state, stack(states, number))
	}
	return g
}

// stack puts the tensors of one number, one of each replica, on a leading axis, and frees them.
func stack(states [][]*tensors.Tensor, number int) *tensors.Tensor {
	var values []float32
	dims := append([]int{len(states)}, states[0][number].Shape().Dimensions...)
	for _, state := range states {
		values = append(values, tensors.MustCopyFlatData[float32](state[number])...)
		state[number].MustFinalizeAll()
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

func (g *group) run(ctx context.Context) ([]Outcome, error) {
	passes := g.members[0].passes()
	for g.done < passes && slices.Contains(g.failed, nil) {
		if ctx.Err() != nil {
			return nil, errors.Join(ctx.Err(), g.keep())
		}
		count := min(g.trainer.steps, passes-g.done, g.untilJoined())
		if err := g.advance(count); err != nil {
			return nil, err
		}
		if err := errors.Join(g.join(), g.keepIfDue()); err != nil {
			return nil, err
		}
	}
	if g.saving.last > 0 { // what follows may be cut short too
		if err := g.keep(); err != nil {
			return nil, err
		}
	}
	return g.outcomes()
}

// advance makes the next count passes of every member in one call.
func (g *group) advance(count int) error {
	b := g.draw(count)
	images, err := g.trainer.images(b, g.bank)
	if err != nil {
		return err
	}
	state, metrics, err := g.trainer.advance(b, images, g.active, g.state)
	g.state = state
	if err != nil {
		return err
	}
	values, err := tensors.CopyFlatData[float32](metrics)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	for i, member := range g.members {
		switch {
		case g.waits(i):
			member.done += count
		case g.failed[i] == nil:
			g.failed[i] = member.add(deal(values, len(g.members), i, metricsSize), count)
		}
	}
	g.done += count
	return metrics.FinalizeAll()
}

// draw takes the images of every member's next passes: [S, R, B] of the common bank.
func (g *group) draw(count int) batches {
	replicas := len(g.members)
	var rows, labels [][]int32
	var numbers, mix [][]float32
	var all batches
	for i, member := range g.members {
		all = member.draw(count)
		for j := range all.rows {
			all.rows[j] += int32(i * len(member.data.Labels))
		}
		rows, labels = append(rows, all.rows), append(labels, all.labels)
		numbers, mix = append(numbers, all.numbers), append(mix, all.mix)
	}
	steps, batch := all.dims[0], all.dims[1]
	all.dims = []int{steps, replicas, batch}
	all.rows, all.labels = interleave(rows, steps), interleave(labels, steps)
	all.numbers, all.mix = interleave(numbers, steps), interleave(mix, steps)
	return all
}

// interleave turns a list of arrays [S, ...] into one [S, R, ...]; nil for arrays without values.
func interleave[T any](parts [][]T, steps int) (out []T) {
	size := len(parts[0]) / steps
	for step := range steps {
		for _, part := range parts {
			out = append(out, part[step*size:(step+1)*size]...)
		}
	}
	return out
}

// deal takes one replica's part [S, size] of values [S, R, size].
func deal[T any](values []T, replicas, replica, size int) (out []T) {
	for start := replica * size; start < len(values); start += replicas * size {
		out = append(out, values[start:start+size]...)
	}
	return out
}

// outcomes copies the networks from the device.
func (g *group) outcomes() ([]Outcome, error) {
	values, err := g.trainer.weights(g.state)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(g.members))
	for i, member := range g.members {
		outcomes[i] = Outcome{Curve: member.curve.points, Err: g.failed[i]}
		if g.failed[i] != nil {
			continue
		}
		var own [][]float32
		for _, tensor := range values {
			size := len(tensor) / len(g.members)
			own = append(own, slices.Clone(tensor[i*size:(i+1)*size]))
		}
		outcomes[i].Network, outcomes[i].Err = member.trained(own)
	}
	return outcomes, nil
}

func (g *group) free() {
	finalize(append(g.state, g.bank, g.active))
}
