package backbone

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// WideResNet is a wide residual network for small images (Zagoruyko and Komodakis, 2016): a 3x3 stem, three stages of
// (Depth-4)/6 pre-activation blocks of 16, 32 and 64 times Widen channels. The features are the mean over the last map.
// Tensors have the names of the PyTorch version that is most used (block1.layer.0.conv1.weight). The zero value is a
// WRN-28-10: 640 features, 36.5 million parameters.
type WideResNet struct {
	Depth   int     `json:"depth,omitempty"`   // 6 n + 4, 10..130; 0 means 28
	Widen   int     `json:"widen,omitempty"`   // 1..64; 0 means 10
	Dropout float64 `json:"dropout,omitempty"` // share of the values between the convolutions of a block, 0..0.9
}

// WithDefaults returns the network with every default written out.
func (w WideResNet) WithDefaults() WideResNet {
	w.Depth, w.Widen = cmp.Or(w.Depth, 28), cmp.Or(w.Widen, 10)
	return w
}

// Kind returns "wideresnet".
func (WideResNet) Kind() string { return "wideresnet" }

// Validate checks every setting.
func (w WideResNet) Validate() error {
	if depth := w.WithDefaults().Depth; depth < 10 || depth > 130 || (depth-4)%6 != 0 {
		return diversity.Invalid("WideResNet.Depth", w.Depth, "6 n + 4, 10..130, such as 16, 22, 28 and 40; 0 means 28")
	}
	if err := upTo("WideResNet.Widen", w.Widen, 64); err != nil {
		return err
	}
	return share("WideResNet.Dropout", w.Dropout)
}

// share checks the share of values or images that is dropped.
func share(field string, value float64) error {
	if math.IsNaN(value) || value < 0 || value > 0.9 {
		return diversity.Invalid(field, fmt.Sprint(value), "0..0.9")
	}
	return nil
}

// MarshalJSON writes the settings with the defaults applied.
func (w WideResNet) MarshalJSON() ([]byte, error) {
	type plain WideResNet
	return json.Marshal(plain(w.WithDefaults()))
}

// Features is the number of channels of the last map.
func (w WideResNet) Features(_, _, _ int) int { return 64 * w.WithDefaults().Widen }
