package split

import (
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// Episode is one draw of a task.
type Episode struct {
	Classes                 []int // [ways], numbers of the pool's classes
	Train, Validation, Test Part
}

// Part is a labelled set of images, class by class.
type Part struct {
	Refs   []pool.Ref // [M]
	Labels []int32    // [M], positions in the episode's Classes
}

// Draw draws the episodes. Within one, all images of a class show different originals, so no part shares one with
// another. An episode depends on its number and the seed alone: more episodes leave the first ones as they are.
func (t Task) Draw() ([]Episode, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	candidates, err := t.candidates()
	if err != nil {
		return nil, err
	}
	episodes := make([]Episode, t.Episodes)
	for e := range episodes {
		episodes[e] = t.drawEpisode(e, candidates[e%len(candidates)])
	}
	return episodes, nil
}

func (t Task) drawEpisode(number int, candidates []int) Episode {
	episode := Episode{Classes: candidates}
	if t.Ways > 0 {
		random := diversity.Stream(t.Seed, diversity.ForTask, number)
		episode.Classes = choose(candidates, t.Ways, random)
	}
	for label, class := range episode.Classes {
		random := diversity.Stream(t.Seed, diversity.ForTask, number, class)
		refs := drawDistinct(t.Pool, class, t.perClass(), random)
		episode.Train.add(label, refs[:t.Shots])
		episode.Validation.add(label, refs[t.Shots:t.Shots+t.Validation])
		episode.Test.add(label, refs[t.Shots+t.Validation:])
	}
	return episode
}

func (p *Part) add(label int, refs []pool.Ref) {
	p.Refs = append(p.Refs, refs...)
	for range refs {
		p.Labels = append(p.Labels, int32(label))
	}
}

func choose(from []int, count int, random *rand.Rand) []int {
	chosen := make([]int, 0, count)
	for _, i := range random.Perm(len(from))[:count] {
		chosen = append(chosen, from[i])
	}
	return chosen
}

// drawDistinct draws images of different originals, each under any of its variants.
func drawDistinct(p pool.Pool, class, count int, random *rand.Rand) []pool.Ref {
	refs := make([]pool.Ref, 0, count)
	for _, original := range random.Perm(p.Originals(class))[:count] {
		variant := random.IntN(variantsOf(p, class, original))
		refs = append(refs, pool.Ref{Class: class, Sample: original + p.Originals(class)*variant})
	}
	return refs
}
