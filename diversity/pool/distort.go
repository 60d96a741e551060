package pool

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Distortion says how [Pool.Distort] makes samples. The zero value is the setting of the quick start: level 0.5, 1,024
// samples a class.
type Distortion struct {
	// strength, up to 4; 0 means 0.5. The standard deviations below are those of level 1
	Level    float64 `json:"level"`
	PerClass int     `json:"per_class"` // samples of each class, up to 2^30; 0 means 1024
	Seed     uint64  `json:"seed"`      // another seed distorts otherwise
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (d Distortion) Validate() error {
	if !(d.Level >= 0 && d.Level <= 4) {
		return diversity.Invalid("Distortion.Level", d.Level, "0..4, 0 for 0.5; leave Distort out for undistorted images")
	}
	if d.PerClass < 0 || d.PerClass > 1<<30 {
		return diversity.Invalid("Distortion.PerClass", d.PerClass, fmt.Sprintf("1..%d, or 0 for 1024", 1<<30))
	}
	return nil
}

func (d Distortion) withDefaults() Distortion {
	d.Level = cmp.Or(d.Level, 0.5)
	d.PerClass = cmp.Or(d.PerClass, 1024)
	return d
}

// Distort gives every class PerClass samples, each a fixed random distortion of one of its images: sample s shows
// original s modulo Originals in variant s / Originals, and no variant is left undistorted. A sample is part of the
// data set: it is the same whenever it is asked for, and depends on the seed, the class's number and the sample's
// number alone. This dials the diversity within classes, and lets n exceed the number of drawings.
//
// At level 1: a turn with a standard deviation of 15 degrees, a scale of each axis (logarithm, 0.12), a shear (0.15), a
// shift of each axis (1.2 pixels) and an elastic displacement given at 4x4 points (1 pixel) and interpolated
// bicubically between them; the level multiplies all of these. Pixels are those of a 28-pixel image and grow with its
// side. Images are sampled bilinearly and are 0 outside. A pool can be distorted once.
func (p Pool) Distort(d Distortion) Pool {
	return p.then(step{Distort: &d})
}

// distorted shows the parent's images, each in many variants.
type distorted struct {
	parent  layer
	options Distortion
	list    []class
}

func newDistorted(parent layer, d Distortion) (layer, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	l := &distorted{parent: parent, options: d}
	for _, c := range parent.classes() {
		if c.originals != c.count {
			return nil, diversity.Invalid("Distort", fmt.Sprintf("class %s of an already distorted pool", c.id),
				"a pool that is distorted once")
		}
		c.count = d.PerClass
		c.originals = min(c.originals, c.count)
		l.list = append(l.list, c)
	}
	return l, nil
}

func (l *distorted) classes() []class       { return l.list }
func (l *distorted) shape() (int, int, int) { return l.parent.shape() }

func (l *distorted) painter() (painter, error) {
	inner, err := l.parent.painter()
	if err != nil {
		return nil, err
	}
	original := make([]uint8, pixels(l.parent))
	w := newWarp(l.shape())
	return func(dst []uint8, r Ref) error {
		err := inner(original, Ref{r.Class, r.Sample % l.list[r.Class].originals})
		w.apply(dst, original, l.drawField(r))
		return err
	}, nil
}

func (l *distorted) origin(r Ref) Ref {
	return l.parent.origin(Ref{r.Class, r.Sample % l.list[r.Class].originals})
}

// drawField draws the displacement of one sample. Products are converted before they are added, which forbids fused
// multiply-add, and every number ends as fixed point: machines agree.
func (l *distorted) drawField(r Ref) field {
	height, width, _ := l.shape()
	random := diversity.Stream(l.options.Seed, diversity.ForDistort, r.Class, r.Sample)
	normal := func(deviation float64) float64 { return random.NormFloat64() * (l.options.Level * deviation) }
	perX, perY := float64(width)/28, float64(height)/28

	sin, cos := math.Sincos(normal(15 * math.Pi / 180))
	scaleX, scaleY := math.Exp(normal(0.12)), math.Exp(normal(0.12))
	shear := normal(0.15)
	var f field
	f.x.shift, f.y.shift = toFixed(normal(1.2*perX)), toFixed(normal(1.2*perY))
	f.x.alongX, f.x.alongY = toFixed(float64(cos*scaleX)-1), toFixed(float64(shear*cos)-float64(sin*scaleY))
	f.y.alongX, f.y.alongY = toFixed(sin*scaleX), toFixed(float64(cos*scaleY)+float64(shear*sin)-1)
	for i := range controls {
		for j := range controls {
			f.x.grid[i][j], f.y.grid[i][j] = toFixed(normal(perX)), toFixed(normal(perY))
		}
	}
	return f
}
