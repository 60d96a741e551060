package torchfile

import "bytes"

// container does what makes tuples, lists and dicts.
func (m *machine) container(op byte) bool {
	switch op {
	case '(': // MARK
		m.marks = append(m.marks, len(m.stack))
	case ')': // EMPTY_TUPLE
		m.push([]any{})
	case 0x85, 0x86, 0x87: // TUPLE1 to TUPLE3
		values := make([]any, op-0x84)
		for i := range values {
			values[len(values)-1-i] = m.pop()
		}
		m.push(values)
	case 't': // TUPLE
		m.push(m.popMark())
	case ']': // EMPTY_LIST
		m.push(&list{})
	case 'a': // APPEND
		m.appendTo([]any{m.pop()})
	case 'e': // APPENDS
		m.appendTo(m.popMark())
	case '}': // EMPTY_DICT
		m.push(&dict{values: map[string]any{}})
	case 's': // SETITEM
		value, key := m.pop(), m.pop()
		m.set([]any{key, value})
	case 'u': // SETITEMS
		m.set(m.popMark())
	default:
		return false
	}
	return true
}

func (m *machine) appendTo(items []any) {
	if to, is := m.top().(*list); is {
		to.items += len(items)
		return
	}
	m.fail("data.pkl appends to what is no list, before byte %d", m.at)
}

// set adds keys and values in turn to the last dict. Keys that are no text, such as the numbers of an optimiser's
// state, are left out.
func (m *machine) set(pairs []any) {
	to, is := m.top().(*dict)
	if !is || len(pairs)%2 != 0 {
		m.fail("data.pkl adds to what is no dict, or a key without a value, before byte %d", m.at)
		return
	}
	for i := 0; i < len(pairs); i += 2 {
		name, is := pairs[i].(string)
		if !is {
			continue
		}
		if _, have := to.values[name]; !have {
			to.names = append(to.names, name)
		}
		to.values[name] = pairs[i+1]
	}
}

// tensors lists the members that are tensors.
func (d *dict) tensors() (out []namedTensor) {
	for _, name := range d.names {
		if t, is := d.values[name].(*tensor); is {
			out = append(out, namedTensor{name, t})
		}
	}
	return out
}

// object does what names classes and functions and applies them.
func (m *machine) object(op byte) bool {
	switch op {
	case 'c': // GLOBAL
		module, name := m.line(), m.line()
		m.global(module, name)
	case 0x93: // STACK_GLOBAL
		name, isName := m.pop().(string)
		module, isModule := m.pop().(string)
		if !isName || !isModule {
			m.fail("data.pkl names a function by what is no text, before byte %d", m.at)
		}
		m.global(module, name)
	case 'Q': // BINPERSID
		stored, err := newStorage(m.pop())
		m.pushUnless(err, stored)
	case 'R': // REDUCE
		args, _ := m.pop().([]any)
		m.apply(m.pop(), args)
	case 'b': // BUILD sets attributes, which an ordered dict has for the versions of modules
		state, isState := m.pop().(*dict)
		if _, is := m.top().(*dict); !is || !isState || state == nil {
			m.fail("data.pkl sets attributes of what is no ordered dict, before byte %d", m.at)
		}
	default:
		return false
	}
	return true
}

// line reads up to the end of a line.
func (m *machine) line() string {
	end := bytes.IndexByte(m.program[m.at:], '\n')
	if end < 0 {
		m.fail("data.pkl ends within a name")
		return ""
	}
	text := string(m.take(uint64(end)))
	m.at++
	return text
}

func (m *machine) global(module, name string) {
	full := module + "." + name
	if !allowed(full) {
		m.fail("it holds a Python object of %.100q, and only tensors, dicts, lists, texts and numbers are read: %s", full,
			saveDict)
	}
	m.push(global(full))
}

// saveDict is what to do about a file with objects.
const saveDict = `save the state dict alone, torch.save(model.state_dict(), "NEW"), or in the safetensors format`

// apply calls a function that was named.
func (m *machine) apply(function any, args []any) {
	switch function {
	case global(orderedDict):
		if len(args) != 0 {
			m.fail("data.pkl makes an ordered dict of %d arguments, want none", len(args))
		}
		m.push(&dict{values: map[string]any{}})
	case global(rebuildTensor), global(rebuildTensorV2):
		made, err := newTensor(args)
		m.pushUnless(err, made)
	case global(rebuildParameter):
		if len(args) == 0 {
			args = []any{nil}
		}
		made, is := args[0].(*tensor)
		if !is {
			m.fail("data.pkl makes a parameter of what is no tensor, before byte %d", m.at)
		}
		m.push(made)
	default:
		m.fail("data.pkl calls what is no function, before byte %d", m.at)
	}
}

func (m *machine) pushUnless(err error, value any) {
	if err != nil && m.failed == nil {
		m.failed = err
	}
	m.push(value)
}
