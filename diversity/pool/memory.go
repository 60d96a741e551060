package pool

import (
	"cmp"
	"fmt"
	"strconv"

	"tradeoff/diversity"
)

// Limits on what a file may claim: they keep every product of sizes within 63 bits.
const (
	maxSide     = 16384
	maxChannels = 16
)

// Content is a labelled image set in memory.
type Content struct {
	Name                    string   // for humans
	Images                  []uint8  // [M, Height, Width, Channels]; not copied: do not change it afterwards
	Labels                  []int    // [M], 0..classes-1, each at least once
	Height, Width, Channels int      // Channels 0 means 1
	ClassNames              []string // one for each class, all different; nil means "0", "1", ...
	Groups                  []string // the superclass of each class; nil means none
	Sources                 []string // who or what made each image, see [Pool.Source]; nil means not known
}

// New makes a pool from memory. It can be written to JSON, to be hashed and compared, but not opened again from there
// ([ErrNotReopenable]). Errors wrap [diversity.ErrInvalid] and name the field.
func New(c Content) (Pool, error) {
	c.Channels = cmp.Or(c.Channels, 1)
	l, err := newMemory(c)
	if err != nil {
		return Pool{}, err
	}
	return newPool(&source{origin: spec{Source: sourceMemory, Name: c.Name}, layer: l, digest: onceDigest(l)}), nil
}

// memory is a layer of images in one slice.
type memory struct {
	content Content
	list    []class
	images  [][]int // number of each class's images
}

func newMemory(c Content) (*memory, error) {
	if err := checkShape(c); err != nil {
		return nil, err
	}
	if c.Sources != nil && len(c.Sources) != len(c.Labels) {
		return nil, diversity.Invalid("len(Content.Sources)", len(c.Sources), fmt.Sprintf("%d, one for each image", len(c.Labels)))
	}
	members, err := membersOf(c.Labels)
	if err != nil {
		return nil, err
	}
	l := &memory{content: c, images: members}
	if err := l.nameClasses(); err != nil {
		return nil, err
	}
	return l, nil
}

func checkShape(c Content) error {
	for _, field := range []struct {
		name         string
		value, limit int
	}{{"Height", c.Height, maxSide}, {"Width", c.Width, maxSide}, {"Channels", c.Channels, maxChannels}} {
		if field.value < 1 || field.value > field.limit {
			return diversity.Invalid("Content."+field.name, field.value, fmt.Sprintf("1..%d", field.limit))
		}
	}
	if len(c.Labels) == 0 {
		return diversity.Invalid("Content.Labels", "none", "at least one image")
	}
	if want := len(c.Labels) * c.Height * c.Width * c.Channels; len(c.Images) != want {
		return diversity.Invalid("len(Content.Images)", len(c.Images),
			fmt.Sprintf("%d = %d labels x %dx%dx%d", want, len(c.Labels), c.Height, c.Width, c.Channels))
	}
	return nil
}

// membersOf lists the images of each class. Labels must be 0..classes-1 without a gap.
func membersOf(labels []int) ([][]int, error) {
	highest := 0
	for i, label := range labels {
		if label < 0 {
			return nil, diversity.Invalid(fmt.Sprintf("label of image %d", i), label, "at least 0")
		}
		highest = max(highest, label)
	}
	members := make([][]int, min(highest+1, len(labels)+1)) // with more labels than images, one of these stays empty
	for i, label := range labels {
		if label < len(members) {
			members[label] = append(members[label], i)
		}
	}
	for label, images := range members {
		if len(images) == 0 {
			return nil, diversity.Invalid(fmt.Sprintf("images of class %d", label), 0,
				fmt.Sprintf("at least 1: labels go from 0 to %d without a gap", highest))
		}
	}
	return members, nil
}

func (l *memory) nameClasses() error {
	names, groups := l.content.ClassNames, l.content.Groups
	if names != nil && len(names) != len(l.images) {
		return diversity.Invalid("len(Content.ClassNames)", len(names), fmt.Sprintf("%d, one for each class", len(l.images)))
	}
	if groups != nil && len(groups) != len(l.images) {
		return diversity.Invalid("len(Content.Groups)", len(groups), fmt.Sprintf("%d, one for each class", len(l.images)))
	}
	seen := map[string]bool{}
	for i, images := range l.images {
		c := class{id: strconv.Itoa(i), count: len(images), originals: len(images)}
		if names != nil {
			c.id = names[i]
		}
		if groups != nil {
			c.group = groups[i]
		}
		if c.id == "" || seen[c.id] {
			return diversity.Invalid(fmt.Sprintf("Content.ClassNames[%d]", i), fmt.Sprintf("%q", c.id),
				"a name that no other class has")
		}
		seen[c.id] = true
		c.base = c.id
		l.list = append(l.list, c)
	}
	return nil
}

func (l *memory) classes() []class { return l.list }

func (l *memory) shape() (int, int, int) {
	return l.content.Height, l.content.Width, l.content.Channels
}

func (l *memory) painter() (painter, error) {
	size := pixels(l)
	return func(dst []uint8, r Ref) error {
		copy(dst, l.content.Images[l.images[r.Class][r.Sample]*size:][:size])
		return nil
	}, nil
}

func (l *memory) origin(r Ref) Ref { return r }
