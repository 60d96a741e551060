package pool

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// GroupedBy gives every class the superclass that the table says. What the table says of these classes becomes part of
// the pool, in JSON too; the file that it was read from is not needed again.
func (p Pool) GroupedBy(superclasses Table) Pool {
	kept, err := superclasses.forClasses("GroupedBy", p.list())
	if err != nil && p.Validate() == nil {
		return Pool{&state{err: err}}
	}
	return p.then(step{Grouped: kept})
}

// NamedFrom calls every class what the table says; its BaseID stays what it is. Of two classes with one name, both get
// their BaseID behind it.
func (p Pool) NamedFrom(names Table) Pool {
	kept, err := names.forClasses("NamedFrom", p.list())
	if err != nil && p.Validate() == nil {
		return Pool{&state{err: err}}
	}
	return p.then(step{NamedFrom: kept})
}

// TreeCut says where [Pool.GroupedByTree] cuts a tree into superclasses.
type TreeCut struct {
	Depth int      // of the superclasses; the root has 0. Not used if there are Nodes
	Nodes []string // the superclasses, by name or id; a class belongs to the nearest above it
	Rest  string   // the superclass of classes below none of the Nodes; "" makes them an error
}

// GroupedByTree gives every class a superclass of a tree. A path lists the nodes above a class from the nearest to the
// root, "ID:NAME > ... > ID:NAME" or just names. A class whose path is shorter than the cut belongs to the nearest
// node. A superclass is called by its name, or by id and name if two have one name.
func (p Pool) GroupedByTree(paths Table, cut TreeCut) Pool {
	kept, err := paths.forClasses("GroupedByTree", p.list())
	if err == nil {
		kept, err = cut.superclasses(kept)
	}
	if err != nil && p.Validate() == nil {
		return Pool{&state{err: err}}
	}
	return p.then(step{Grouped: kept})
}

// PathNodes are the nodes of a path of [Pool.GroupedByTree], the nearest first.
func PathNodes(path string) []string {
	nodes := strings.Split(path, ">")
	for i := range nodes {
		nodes[i] = strings.TrimSpace(nodes[i])
	}
	return nodes
}

// superclasses finds the node of each class.
func (c TreeCut) superclasses(paths Table) (Table, error) {
	if c.Depth < 0 {
		return nil, diversity.Invalid("TreeCut.Depth", c.Depth, "at least 0, the root")
	}
	found, ids := Table{}, map[string]map[string]bool{}
	for class, path := range paths {
		node := c.node(PathNodes(path))
		if node == "" {
			return nil, diversity.Invalid("TreeCut.Nodes", fmt.Sprintf("%q", c.Nodes),
				fmt.Sprintf("nodes above every class, or a Rest: class %s is below %s", class, path))
		}
		found[class] = node
		if ids[nodeName(node)] == nil {
			ids[nodeName(node)] = map[string]bool{}
		}
		ids[nodeName(node)][node] = true
	}
	for class, node := range found {
		if len(ids[nodeName(node)]) == 1 {
			found[class] = nodeName(node)
		}
	}
	return found, nil
}

// Fields are where the cut is.
func (c TreeCut) Fields() []display.Field {
	return []display.Field{{Name: "depth", Value: c.Depth}, {Name: "nodes", Value: c.Nodes}, {Name: "rest", Value: c.Rest}}
}

// node is the node of a path where the cut is.
func (c TreeCut) node(nodes []string) string {
	if len(c.Nodes) == 0 {
		return nodes[max(0, len(nodes)-1-c.Depth)]
	}
	for _, node := range nodes {
		id, name, _ := strings.Cut(node, ":")
		if slices.Contains(c.Nodes, node) || slices.Contains(c.Nodes, id) || slices.Contains(c.Nodes, name) {
			return node
		}
	}
	return c.Rest
}

// nodeName is "fish" of "n02512053:fish".
func nodeName(node string) string {
	id, name, _ := strings.Cut(node, ":")
	return cmp.Or(name, id)
}

func newGrouped(parent layer, superclasses Table) (layer, error) {
	list := slices.Clone(parent.classes())
	for i := range list {
		list[i].group = superclasses[list[i].base]
		if list[i].group == "" {
			return nil, diversity.Invalid("GroupedBy", "no superclass of "+list[i].base, "one for every class")
		}
	}
	return &named{parent, list}, nil
}

func newRenamed(parent layer, names Table) (layer, error) {
	list := slices.Clone(parent.classes())
	bases := map[string]string{} // of each name; "" for a name of several
	for _, c := range list {
		if old, known := bases[names[c.base]]; known && old != c.base {
			bases[names[c.base]] = ""
			continue
		}
		bases[names[c.base]] = c.base
	}
	seen := map[string]bool{"": true}
	for i, c := range list {
		turned := ""
		if at := strings.LastIndex(c.id, "@"); at >= 0 && slices.Contains([]string{"@90", "@180", "@270"}, c.id[at:]) {
			turned = c.id[at:]
		}
		list[i].id = names[c.base]
		if bases[list[i].id] == "" {
			list[i].id += " (" + c.base + ")"
		}
		if list[i].id += turned; names[c.base] == "" || seen[list[i].id] {
			return nil, diversity.Invalid("NamedFrom", fmt.Sprintf("%q for class %s", list[i].id, c.base),
				"a name that no other class has")
		}
		seen[list[i].id] = true
	}
	return &named{parent, list}, nil
}
