package probe

import (
	"cmp"
	"container/heap"
	"slices"
)

// nearestQueue keeps the most similar of the images that it is offered: once it is full, a heap with the least similar
// on top.
type nearestQueue []neighbour

// closer orders by falling similarity, equal ones as they come in the bank.
func closer(a, b neighbour) int {
	return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(a.image, b.image))
}

// offer adds an image, and drops the least similar if there are more than so many.
func (q *nearestQueue) offer(n neighbour, most int) {
	switch {
	case len(*q) < most:
		if *q = append(*q, n); len(*q) == most { // in order only from here on: often there are no more to come
			heap.Init(q)
		}
	case closer(n, (*q)[0]) < 0:
		(*q)[0] = n
		heap.Fix(q, 0)
	}
}

func (q *nearestQueue) sorted() []neighbour {
	slices.SortFunc(*q, closer)
	return *q
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (q nearestQueue) Len() int { return len(q) }

// Less puts the least similar on top.
func (q nearestQueue) Less(i, j int) bool { return closer(q[i], q[j]) > 0 }

// Swap exchanges two.
func (q nearestQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push appends one.
func (q *nearestQueue) Push(n any) { *q = append(*q, n.(neighbour)) }

// Pop removes the last.
func (q *nearestQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
