package diagnose

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// MarshalText writes the values as float32 of the lower byte first, in base64.
func (s Similarities) MarshalText() ([]byte, error) {
	var raw []byte
	for _, value := range s {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(value))
	}
	return base64.StdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote. Errors wrap diversity.ErrInvalid.
func (s *Similarities) UnmarshalText(text []byte) error {
	const most = mostSimilar * (mostSimilar - 1) / 2
	wrong := func(what any) error {
		return diversity.Invalid("similarities", what, fmt.Sprintf("finite numbers for the pairs of 4..%d images", mostSimilar))
	}
	if base64.StdEncoding.DecodedLen(len(text)) > 4*most+2 {
		return wrong(fmt.Sprintf("%d bytes", len(text)))
	}
	raw, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil || len(raw)%4 != 0 {
		return wrong("no base64 of numbers")
	}
	out := make(Similarities, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if v := float64(out[i]); math.IsNaN(v) || math.IsInf(v, 0) {
			return wrong(v)
		}
	}
	if out.Images() == 0 {
		return wrong(fmt.Sprintf("%d numbers", len(out)))
	}
	*s = out
	return nil
}
