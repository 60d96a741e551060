package pool

import (
	"context"
	"math"
	"math/big"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/prepared"
)

// ChannelStatistics are the mean and the standard deviation of the pixels of each channel, of values 0..255.
type ChannelStatistics struct {
	Mean, Deviation []float64 // [channels]
}

// Fields are what a table of statistics shows.
func (c ChannelStatistics) Fields() []display.Field {
	return []display.Field{{Name: "mean", Value: c.Mean}, {Name: "standard deviation", Value: c.Deviation}}
}

// ChannelStatistics are those of all images of the pool's source, before any step: a part of a data set is normalised
// as the whole is. They are sums of integers, the same on every machine. Of a folder they are known since it was
// prepared; else all images are made.
func (p Pool) ChannelStatistics(ctx context.Context) (ChannelStatistics, error) {
	if err := p.Validate(); err != nil {
		return ChannelStatistics{}, err
	}
	l := p.state.source.layer
	if known, ok := l.(*preparedLayer); ok {
		return statisticsOf(known.set.Sums()), nil
	}
	sums, count, err := sumsOf(ctx, l)
	if err != nil {
		return ChannelStatistics{}, err
	}
	return statisticsOf(sums, count), nil
}

// sumsOf makes all images of a source.
func sumsOf(ctx context.Context, l layer) (prepared.Sums, uint64, error) {
	height, width, channels := l.shape()
	sums, count := prepared.NewSums(channels), uint64(0)
	paint, err := l.painter()
	if err != nil {
		return sums, 0, err
	}
	image := make([]uint8, pixels(l))
	for i, c := range l.classes() {
		for s := range c.count {
			if err := ctx.Err(); err != nil {
				return sums, 0, err
			}
			if err := paint(image, Ref{i, s}); err != nil {
				return sums, 0, err
			}
			sums.Add(image)
			count += uint64(height * width)
		}
	}
	return sums, count, nil
}

// statisticsOf are exact up to the last rounding: variance = (count squares - sum^2) / count^2.
func statisticsOf(sums prepared.Sums, count uint64) ChannelStatistics {
	c := ChannelStatistics{}
	n := new(big.Int).SetUint64(count)
	for i := range sums.Values {
		sum, squares := new(big.Int).SetUint64(sums.Values[i]), new(big.Int).SetUint64(sums.Squares[i])
		above := squares.Mul(squares, n)
		above.Sub(above, new(big.Int).Mul(sum, sum))
		mean, _ := new(big.Rat).SetFrac(sum, n).Float64()
		variance, _ := new(big.Rat).SetFrac(above, new(big.Int).Mul(n, n)).Float64()
		c.Mean, c.Deviation = append(c.Mean, mean), append(c.Deviation, math.Sqrt(max(0, variance)))
	}
	return c
}
