package pretrain

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/recipe"
)

// groupSaving is how a group keeps checkpoints.
type groupSaving struct {
	options TrainManyOptions
	last    int       // passes done at the last checkpoints
	kept    time.Time // when that was
}

// start takes the options and continues from their checkpoints: with the member that is least far.
func (g *group) start(ctx context.Context, o TrainManyOptions) (err error) {
	g.saving = groupSaving{options: o, kept: time.Now()}
	least := g.members[0].passes()
	for i, member := range g.members {
		member.began = time.Now()
		from := o.from(i)
		if o.Save != nil || from != nil {
			if member.training, err = g.trainer.training(member.data, member.seed); err != nil {
				return err
			}
		}
		if from == nil {
			least = 0
			continue
		}
		if err := from.belongsTo(member, g.shapes()); err != nil {
			return fmt.Errorf("TrainManyOptions.From[%d]: %w", i, err)
		}
		g.waiting[i], least = from, min(least, from.note.Passes)
	}
	for _, member := range g.members {
		if err := member.skip(ctx, least); err != nil {
			return err
		}
	}
	g.done, g.saving.last = least, least
	return g.join()
}

// shapes are those of one member's state.
func (g *group) shapes() (shapes [][]int) {
	for _, dims := range shapesOf(g.state) {
		shapes = append(shapes, dims[1:])
	}
	return shapes
}

func (g *group) waits(member int) bool { return g.waiting[member] != nil }

// untilJoined is the number of passes until the next member joins; that of all passes if none does.
func (g *group) untilJoined() int {
	next := g.members[0].passes()
	for _, c := range g.waiting {
		if c != nil {
			next = min(next, c.note.Passes-g.done)
		}
	}
	return next
}

// join puts the members to whose checkpoints the group has come where those were taken.
func (g *group) join() error {
	for i, c := range g.waiting {
		if c == nil || c.note.Passes != g.done {
			continue
		}
		if err := g.place(i, c.state); err != nil {
			return err
		}
		g.members[i].began = time.Now()
		g.members[i].took(c)
		g.waiting[i] = nil
	}
	return nil
}

// place makes these tensors one member's part of the state.
func (g *group) place(member int, own []Tensor) error {
	for number, tensor := range g.state {
		values, err := tensors.CopyFlatData[float32](tensor)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDevice, err)
		}
		size := len(own[number].Data)
		copy(values[member*size:(member+1)*size], own[number].Data)
		g.state[number] = tensors.FromFlatDataAndDimensions(values, tensor.Shape().Dimensions...)
		finalize([]*tensors.Tensor{tensor})
	}
	return nil
}

// keep saves a checkpoint of every member that is trained, unless the last ones are as new. One that waits has its own,
// which is further.
func (g *group) keep() error {
	if g.saving.options.Save == nil || g.done == g.saving.last {
		return nil
	}
	states, err := g.divided()
	if err != nil {
		return err
	}
	for i := range g.members {
		if g.waits(i) {
			continue
		}
		c := g.checkpointOf(i, states[i])
		if err := g.saving.options.Save(i, c); err != nil {
			return fmt.Errorf("pretrain: checkpoint of network %d at step %d: %w", i, c.Step(), err)
		}
	}
	g.saving.last, g.saving.kept = g.done, time.Now()
	return nil
}

// checkpointOf is that of a member, with its share of the time that the group took. One that diverged has weights that
// are no numbers, with which it diverges again at once: without a checkpoint all would have to begin with it.
func (g *group) checkpointOf(i int, own []Tensor) *Checkpoint {
	member := g.members[i]
	c := &Checkpoint{state: own,
		note: member.note(member.before + time.Since(member.began).Seconds()/float64(len(g.members)))}
	if g.failed[i] == nil {
		return c
	}
	c.note.Passes, c.note.Step = g.done, g.done/member.parts
	c.note.Since = recipe.CurvePoint{Step: c.note.Step}
	for _, tensor := range own {
		for at := range tensor.Data {
			tensor.Data[at] = float32(math.NaN())
		}
	}
	return c
}

// keepIfDue saves checkpoints if the last ones are old.
func (g *group) keepIfDue() error {
	if time.Since(g.saving.kept) < every(g.saving.options.Every) {
		return nil
	}
	return g.keep()
}

// divided copies the state of each member from the device.
func (g *group) divided() (states [][]Tensor, err error) {
	states = make([][]Tensor, len(g.members))
	for number, tensor := range g.state {
		values, err := tensors.CopyFlatData[float32](tensor)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDevice, err)
		}
		dims, size := tensor.Shape().Dimensions[1:], len(values)/len(states)
		for i := range states {
			own := slices.Clone(values[i*size : (i+1)*size])
			states[i] = append(states[i], Tensor{stateName(number), slices.Clone(dims), own})
		}
	}
	return states, nil
}
