package jpeg

import (
	"bytes"
	"fmt"
)

const (
	fastBits = 10 // of the table that holds codes together with the values behind them
	lookBits = 9  // of the table that holds codes only

	// Codes are looked up as steps: value<<16 | run<<8 | length of the code and the value's bits.
	endOfBlock = 128 // as a run: more than a block has left
	noCode     = 64  // as a run: bits that are no code, or a run past the end of a block
)

// table is a Huffman table, with the steps that its most frequent codes stand for.
type table struct {
	defined bool
	counts  [16]uint8 // codes of 1..16 bits, as written
	values  [256]uint8
	total   int
	fast    [1 << fastBits]int32  // a step; 0: a longer one
	look    [1 << lookBits]uint16 // length<<8 | symbol; 0: longer
	limit   [17]uint32            // by length: the first code of 16 bits beyond it
	first   [17]int32             // by length: index of the value, less the code
	dc      bool
}

// define builds a table, or keeps the one of the image before if it is the same: most encoders have one set.
func (t *table) define(counts, values []byte, dc bool) error {
	same := bytes.Equal(t.counts[:], counts) && bytes.Equal(t.values[:t.total], values)
	if same && t.total > 0 {
		t.defined = true
		return nil
	}
	t.total, t.defined, t.dc = 0, false, dc
	if err := validCodes(counts, values, dc); err != nil {
		return err
	}
	t.fast, t.look, t.values = [1 << fastBits]int32{}, [1 << lookBits]uint16{}, [256]uint8{}
	copy(t.counts[:], counts)
	copy(t.values[:], values)
	code, k := uint32(0), 0
	for length := uint(1); length <= 16; length++ {
		t.first[length] = int32(k) - int32(code)
		for range counts[length-1] {
			t.add(code, length, values[k])
			code++
			k++
		}
		t.limit[length] = code << (16 - length)
		code <<= 1
	}
	t.total, t.defined = len(values), true
	return nil
}

func validCodes(counts, values []byte, dc bool) error {
	space := 1 << 16
	for i, n := range counts {
		space -= int(n) << (15 - i)
	}
	if space < 0 {
		return fmt.Errorf("%w: a Huffman table has more codes than fit", ErrDamaged)
	}
	if dc {
		for _, v := range values {
			if v > 15 {
				return fmt.Errorf("%w: a Huffman table of differences has the value %d, expected 0..15", ErrDamaged, v)
			}
		}
	}
	return nil
}

// add enters a code into the two tables of short ones.
func (t *table) add(code uint32, length uint, symbol uint8) {
	if length <= lookBits {
		from := code << (lookBits - length)
		for i := range uint32(1) << (lookBits - length) {
			t.look[from+i] = uint16(length)<<8 | uint16(symbol)
		}
	}
	size := uint(symbol & 15)
	if length+size > fastBits {
		return
	}
	rest := fastBits - length - size
	for value := range uint32(1) << size {
		e := t.step(symbol, length, value)
		from := (code<<size | value) << rest
		for i := range uint32(1) << rest {
			t.fast[from+i] = e
		}
	}
}

// step packs what a symbol and the bits behind it stand for.
func (t *table) step(symbol uint8, length uint, bits uint32) int32 {
	run, size := int32(symbol>>4), uint(symbol&15)
	if size == 0 && run != 15 && !t.dc {
		run = endOfBlock
	}
	return extend(bits, size)<<16 | run<<8 | int32(length+size)
}

// slow finds the step that the next 32 bits begin with.
func (t *table) slow(next uint32) int32 {
	symbol, length := t.symbol(next >> 16)
	if length == 0 {
		return noCode << 8
	}
	size := uint(symbol & 15)
	return t.step(symbol, length, next<<length>>(32-size))
}

// symbol finds the code that the next 16 bits begin with; length 0: there is none.
func (t *table) symbol(next uint32) (symbol uint8, length uint) {
	if e := t.look[next>>(16-lookBits)]; e != 0 {
		return uint8(e), uint(e >> 8)
	}
	for length = lookBits + 1; length <= 16; length++ {
		if next < t.limit[length] {
			return t.values[(t.first[length]+int32(next>>(16-length)))&255], length
		}
	}
	return 0, 0
}

// extend is the signed value that size bits stand for.
func extend(bits uint32, size uint) int32 {
	if size > 0 && bits < 1<<(size-1) {
		return int32(bits) - 1<<size + 1
	}
	return int32(bits)
}
