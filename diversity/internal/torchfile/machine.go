package torchfile

import (
	"encoding/binary"
	"math"
	"slices"
)

// machine runs a pickle program of the operations that torch.save writes (protocols 2 to 5).
type machine struct {
	program []byte
	at      int
	stack   []any
	marks   []int // sizes of the stack where an open tuple, list or dict began
	memo    map[uint32]any
	failed  error // the first error; what is computed after it does not count
}

// The values of a machine, besides string, int64, float64, bool, nil, []any (a tuple), *storage and *tensor.
type (
	global string              // the name of a function or class that may be used
	list   struct{ items int } // whose items are not looked at
	dict   struct {
		names  []string // keys that are texts, in the order in which they came
		values map[string]any
	}
)

// allowed are the functions and classes of Python that a program may name; none of them is Python's own here.
func allowed(name string) bool {
	_, isStorage := storageTypes()[name]
	return isStorage || slices.Contains([]string{orderedDict, rebuildTensor, rebuildTensorV2, rebuildParameter}, name)
}

const (
	orderedDict      = "collections.OrderedDict"
	rebuildTensor    = "torch._utils._rebuild_tensor"
	rebuildTensorV2  = "torch._utils._rebuild_tensor_v2"
	rebuildParameter = "torch._utils._rebuild_parameter"
)

// run computes the value of a program.
func run(program []byte) (any, error) {
	m := &machine{program: program, memo: map[uint32]any{}}
	for m.failed == nil {
		op := m.byte()
		if op == '.' && m.failed == nil {
			return m.pop(), m.failed
		}
		if m.failed == nil && !m.simple(op) && !m.text(op) && !m.container(op) && !m.remembered(op) && !m.object(op) {
			m.fail("the operation 0x%02x at byte %d of data.pkl is none that torch.save writes for tensors", op, m.at-1)
		}
		if len(m.stack) > maxStack || len(m.marks) > maxStack || len(m.memo) > maxStack {
			m.fail("data.pkl keeps more than %d values", maxStack)
		}
	}
	return nil, m.failed
}

func (m *machine) fail(format string, args ...any) {
	if m.failed == nil {
		m.failed = invalid(format, args...)
	}
}

// take returns the next bytes of the program; zeros after its end, which is an error.
func (m *machine) take(count uint64) []byte {
	if left := uint64(len(m.program) - m.at); count > left {
		m.fail("data.pkl ends at byte %d, within an operation that needs %d more", len(m.program), count-left)
		return make([]byte, min(count, 8))
	}
	m.at += int(count)
	return m.program[m.at-int(count) : m.at]
}

func (m *machine) byte() byte     { return m.take(1)[0] }
func (m *machine) uint32() uint32 { return binary.LittleEndian.Uint32(m.take(4)) }

func (m *machine) push(value any) { m.stack = append(m.stack, value) }

// pop takes the last value, which must be of the open container.
func (m *machine) pop() any {
	last := len(m.stack) - 1
	if last < m.floor() {
		m.fail("data.pkl takes a value that is not there, before byte %d", m.at)
		return nil
	}
	value := m.stack[last]
	m.stack = m.stack[:last]
	return value
}

// floor is the size of the stack below the open container.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

// popMark takes all values since the last mark.
func (m *machine) popMark() []any {
	if len(m.marks) == 0 {
		m.fail("data.pkl ends a container that it did not begin, before byte %d", m.at)
		return nil
	}
	from := m.floor()
	values := slices.Clone(m.stack[from:])
	m.stack, m.marks = m.stack[:from], m.marks[:len(m.marks)-1]
	return values
}

// simple does what pushes a single value or frames the program.
func (m *machine) simple(op byte) bool {
	switch op {
	case 0x80: // PROTO
		if version := m.byte(); version < 2 || version > 5 {
			m.fail("data.pkl has the pickle protocol %d, allowed: 2..5", version)
		}
	case 0x95: // FRAME
		m.take(8)
	case 'N':
		m.push(nil)
	case 0x88, 0x89: // NEWTRUE, NEWFALSE
		m.push(op == 0x88)
	case 'K': // BININT1
		m.push(int64(m.byte()))
	case 'M': // BININT2
		m.push(int64(binary.LittleEndian.Uint16(m.take(2))))
	case 'J': // BININT
		m.push(int64(int32(m.uint32())))
	case 'G': // BINFLOAT
		m.push(math.Float64frombits(binary.BigEndian.Uint64(m.take(8))))
	case 0x8a: // LONG1
		m.push(m.long())
	default:
		return false
	}
	return true
}

// long reads a whole number of 0 to 8 bytes in two's complement.
func (m *machine) long() int64 {
	size := m.byte()
	if size > 8 {
		m.fail("data.pkl has a whole number of %d bytes, allowed: at most 8", size)
		return 0
	}
	var value int64
	bytes := m.take(uint64(size))
	for i, b := range bytes {
		value |= int64(b) << (8 * i)
	}
	if size > 0 && size < 8 && bytes[size-1]&0x80 != 0 {
		value -= 1 << (8 * size)
	}
	return value
}

// text does what pushes a text.
func (m *machine) text(op byte) bool {
	switch op {
	case 'X', 'T', 'B': // BINUNICODE, BINSTRING, BINBYTES
		m.push(string(m.take(uint64(m.uint32()))))
	case 0x8c, 'U', 'C': // SHORT_BINUNICODE, SHORT_BINSTRING, SHORT_BINBYTES
		m.push(string(m.take(uint64(m.byte()))))
	case 0x8d: // BINUNICODE8
		m.push(string(m.take(binary.LittleEndian.Uint64(m.take(8)))))
	default:
		return false
	}
	return true
}

// remembered does what keeps values and brings them back.
func (m *machine) remembered(op byte) bool {
	switch op {
	case 'q': // BINPUT
		m.memo[uint32(m.byte())] = m.top()
	case 'r': // LONG_BINPUT
		m.memo[m.uint32()] = m.top()
	case 0x94: // MEMOIZE
		m.memo[uint32(len(m.memo))] = m.top()
	case 'h': // BINGET
		m.recall(uint32(m.byte()))
	case 'j': // LONG_BINGET
		m.recall(m.uint32())
	default:
		return false
	}
	return true
}

func (m *machine) top() any {
	value := m.pop()
	m.push(value)
	return value
}

func (m *machine) recall(number uint32) {
	value, have := m.memo[number]
	if !have {
		m.fail("data.pkl asks for the value %d, which it did not keep", number)
	}
	m.push(value)
}
