package pretrain

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/augment"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// Options say what a [Trainer] trains and on which images. Height, Width and Channels have no default.
type Options struct {
	Backbone                backbone.Backbone  // nil means backbone.ConvNet{}
	Recipe                  recipe.Recipe      // the zero value is the recipe's default
	Height, Width, Channels int                // of every image, 1..4096 and 1..64
	Published               backbone.Published // weights to start from or to compare with; the zero value: none

	Offline    bool                                 // never download a missing plugin
	OnProgress func(step string, done, total int64) // bytes of a download, total 0 if not known; nil: not reported
}

// WithDefaults returns the options with every default written out.
func (o Options) WithDefaults() Options {
	if o.Backbone == nil {
		o.Backbone = backbone.ConvNet{}
	}
	o.Recipe = o.Recipe.WithDefaults()
	return o
}

// validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) validate() error {
	if err := validShape("Options", o.Height, o.Width, o.Channels); err != nil {
		return err
	}
	if err := Known(o.WithDefaults().Backbone); err != nil {
		return err
	}
	if err := o.Recipe.Validate(); err != nil {
		return err
	}
	if err := o.Recipe.ValidFor(o.Channels); err != nil {
		return err
	}
	if o.Recipe.Normalize.FromPool {
		return diversity.Invalid("Recipe.Normalize.FromPool", true,
			"false here: fill in the numbers of the pool's ChannelStatistics with Normalize.Filled")
	}
	return o.Published.Validate()
}

// Trainer pre-trains one backbone with one recipe on images of one shape. It holds the device and the compiled
// programs; its methods may be called from several goroutines, and give the same results then. Close it after use.
type Trainer struct {
	options Options
	net     *network.Network
	names   func(published string) string // of tensors, see Architecture.Published
	start   []Tensor                      // Options.Published, in the order of the layout; nil if there are none
	device  *device.Device
	backend compute.Backend // the device's
	program program
	steps   int // passes per call
	tuners  *tuners

	gather  *Exec // bank uint8 [N, P], rows int32 [S*B] -> uint8 [S*B, P]; compiled for each N
	augment *Exec // uint8 [S*B, P], random numbers -> uint8 [S*B, P]
	train   *Exec // many updates; compiled for each head width
	infer   *Exec // features
}

// NewTrainer opens the device and prepares the programs, which are compiled at their first use (1 to 4 s each for XLA
// on a CPU). The device is what GOMLX_BACKEND names, else the fastest that is installed or can be; see
// [Trainer.Warning]. Errors: [diversity.ErrInvalid] for invalid options, [ErrDevice] for a device that does not open,
// or the context's.
func NewTrainer(ctx context.Context, o Options) (*Trainer, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	opened, err := device.Open(ctx, device.Options{Offline: o.Offline, Progress: o.progress})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	t, err := newTrainer(opened, o)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return t, nil
}

func (o Options) progress(e device.Event) {
	if o.OnProgress != nil {
		o.OnProgress(e.Step, e.Done, e.Total)
	}
}

func newTrainer(opened *device.Device, o Options) (t *Trainer, err error) {
	defer recovered(&err)
	o = o.WithDefaults()
	d, net, err := o.layOut(opened)
	if err != nil {
		return nil, err
	}
	t = &Trainer{options: o, net: net, names: d.published, device: opened, backend: opened.Backend,
		tuners: &tuners{by: map[string]*Trainer{}}}
	if err := t.readPublished(); err != nil {
		return nil, err
	}
	t.program = o.program(net)
	t.steps = stepsPerCall(opened.Kind, net, t.views()*t.batch()*t.pixels())
	return t, t.prepare()
}

const (
	maxSteps  = 64      // updates per call: enough to make the cost of a call vanish
	callBytes = 1 << 24 // of images per call: keeps calls on large images short, so that a context is honoured soon
)

// stepsPerCall is 1 in pure Go: compute v0.1.3 cannot run gradients inside a loop there ("not computed yet": it
// rewrites a loop's broadcasts after it has scheduled them), and 1 for a network with the compiler's convolutions on
// XLA's CPU, which takes more than ten times as long for them in a loop.
func stepsPerCall(kind device.Kind, net *network.Network, batchBytes int) int {
	if kind == device.Go || net.Native && kind != device.CUDA {
		return 1
	}
	return within(callBytes/batchBytes, 1, maxSteps)
}

func within(value, low, high int) int { return max(low, min(value, high)) }

// program is what trains a network with the recipe.
func (o Options) program(net *network.Network) program {
	r := o.Recipe
	p := program{
		net: net, optimizer: newOptimizer(r), objective: r.Objective, smoothing: r.LabelSmoothing,
		scaled: o.scaled, parts: r.Parts(),
		highest: r.ClipNorm, averaged: r.Average > 0,
	}
	if r.Augment.Mixing() {
		p.mixed = o.pipeline().Mixed
	}
	if r.Precision == recipe.BFloat16 {
		p.products = dtypes.BFloat16
	}
	return p
}

// pipeline is what the recipe does to images.
func (o Options) pipeline() augment.Pipeline {
	return augment.New(o.Recipe, o.Height, o.Width, o.Channels)
}

// batch is the number of images of a pass.
func (t *Trainer) batch() int { return t.options.Recipe.Batch / t.program.parts }

// views is how often each image of a pass is computed.
func (t *Trainer) views() int { return t.program.objective.Views() }

// prepare builds the executables. Their caches hold a program for each shape they are called with.
func (t *Trainer) prepare() (err error) {
	o := t.options
	build := func(name string, fn func([]*Node) []*Node) *Exec {
		exec, failed := NewExec(t.backend, fn)
		if failed != nil {
			err = fmt.Errorf("%w: %w", ErrDevice, failed)
			return nil
		}
		return exec.WithName(name).SetMaxCache(-1)
	}
	t.gather = build("gather", func(in []*Node) []*Node { return []*Node{Gather(in[0], InsertAxes(in[1], -1))} })
	t.augment = build("augment", func(in []*Node) []*Node {
		return []*Node{o.pipeline().Apply(in[0], in[1])}
	})
	t.train = build("train", t.program.call)
	t.infer = build("features", t.features)
	return err
}

// Close frees the compiled programs and the device. The trainer and its networks cannot compute afterwards.
func (t *Trainer) Close() (err error) {
	defer recovered(&err)
	t.tuners.close()
	t.finalize()
	return t.device.Close()
}

func (t *Trainer) finalize() {
	for _, exec := range []*Exec{t.gather, t.augment, t.train, t.infer} {
		exec.Finalize()
	}
}

// Device describes what computes, in one line: "XLA CPU (PJRT plugin ...)".
func (t *Trainer) Device() string { return t.device.Description }

// OnProcessor reports whether the machine's processor computes, not a GPU or another device.
func (t *Trainer) OnProcessor() bool {
	return t.device.Kind == device.CPU || t.device.Kind == device.Go
}

// pixels is the number of values of one image.
func (t *Trainer) pixels() int { return t.options.Height * t.options.Width * t.options.Channels }

// headWidth is the number of rows of the head that is trained for a number of classes. A contrastive objective has
// none, so that there is one program for any number.
func (t *Trainer) headWidth(classes int) int {
	if t.program.objective.Contrastive() {
		return HeadWidth(1)
	}
	return HeadWidth(classes)
}

// HeadWidth is the number of rows of the head that is trained for a number of classes: 64, 256, 1024, and above that
// the next multiple of 1024. A trainer compiles its program once for each width.
func HeadWidth(classes int) int {
	for _, width := range []int{64, 256} {
		if classes <= width {
			return width
		}
	}
	return (classes + 1023) / 1024 * 1024
}

// accepts checks data against the trainer's image shape.
func (t *Trainer) accepts(data Data) error {
	if err := data.Validate(); err != nil {
		return err
	}
	o := t.options
	if data.Height != o.Height || data.Width != o.Width || data.Channels != o.Channels {
		return diversity.Invalid("Data shape", fmt.Sprintf("%dx%dx%d", data.Height, data.Width, data.Channels),
			fmt.Sprintf("%dx%dx%d, the trainer's", o.Height, o.Width, o.Channels))
	}
	return nil
}
