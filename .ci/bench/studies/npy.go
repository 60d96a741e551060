package studies

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

// writeNPY writes an array in NumPy's format, version 1.0
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
func writeNPY[T uint8 | int32](path string, values []T, shape ...int) error {
	kind := "|u1"
	if _, isInt := any(values).([]int32); isInt {
		kind = "<i4"
	}
	dims := strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", ", "), "[]")
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s,), }", kind, dims)
	const preamble = 10 // bytes before the header; header and preamble fill a multiple of 64 and end with a newline
	header += strings.Repeat(" ", 63-(preamble+len(header))%64) + "\n"
	var out bytes.Buffer
	out.WriteString("\x93NUMPY\x01\x00")
	out.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	out.WriteString(header)
	if err := binary.Write(&out, binary.LittleEndian, values); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
