package resize

import "math/bits"

const (
	weightBits = 22 // of Pillow for 8-bit samples
	exactBits  = 40 // of weights before they are divided by their sum
	maxTaps    = 1 << 20
)

// axisKey is a resizing along one axis, of which count results from offset on are wanted.
type axisKey struct{ from, to, offset, count int }

// axis is the weights of a resizing along one axis.
type axis struct {
	start []int32 // by result: the first sample that counts
	count []int32 // and how many do
	size  int     // places for each
	taps  []int32
}

func (a *axis) at(i int) []int32 { return a.taps[i*a.size:][:a.count[i]] }

// span is the range of samples that count.
func (a *axis) span() (first, last int) {
	end := len(a.start) - 1
	return int(a.start[0]), int(a.start[end] + a.count[end])
}

func (r *Resizer) axis(k axisKey) axis {
	a, ok := r.axes[k]
	if ok {
		return a
	}
	a = weights(k)
	if r.axes == nil || r.taps > maxTaps {
		r.axes, r.taps = map[axisKey]axis{}, 0
	}
	r.axes[k] = a
	r.taps += len(a.taps)
	return a
}

// weights computes the taps of an axis. With m the larger of both sizes, a result reaches 2m/to samples to both sides
// of its centre, (2i+1)*from/(2*to); all of it is kept in units of 1/(2*to).
func weights(k axisKey) axis {
	from, to := int64(k.from), int64(k.to)
	m := max(from, to)
	a := axis{size: int(min(4*m/to+2, from))}
	exact := make([]int64, a.size)
	for i := int64(k.offset); i < int64(k.offset+k.count); i++ {
		centre := (2*i + 1) * from
		first, last := max((centre-4*m+to)/(2*to), 0), min((centre+4*m+to)/(2*to), from)
		sum := int64(0)
		for j := first; j < last; j++ {
			w := cubic((2*j+1)*to-centre, 2*m)
			exact[j-first] = w
			sum += w
		}
		a.start, a.count = append(a.start, int32(first)), append(a.count, int32(last-first))
		at := len(a.taps)
		a.taps = append(a.taps, make([]int32, a.size)...)
		for j, w := range exact[:last-first] {
			a.taps[at+j] = int32(nearest(w<<weightBits, sum))
		}
	}
	return a
}

// cubic is the Catmull-Rom kernel (a = -1/2) at p/q, in 1/2^exactBits.
func cubic(p, q int64) int64 {
	if p < 0 {
		p = -p
	}
	var w int64 // times 2*q^3
	switch {
	case p < q:
		w = (3*p-5*q)*p*p + 2*q*q*q
	case p < 2*q:
		w = ((5*q-p)*p-8*q*q)*p + 4*q*q*q
	}
	size := uint64(max(w, -w))
	high, low := bits.Mul64(size, 1<<exactBits)
	low, carry := bits.Add64(low, uint64(q*q*q), 0)
	size, _ = bits.Div64(high+carry, low, uint64(2*q*q*q))
	if w < 0 {
		return -int64(size)
	}
	return int64(size)
}

// nearest is a/b rounded to the nearest integer, halves away from zero; b is positive.
func nearest(a, b int64) int64 {
	if a < 0 {
		return -nearest(-a, b)
	}
	return (a + b/2) / b
}
