package house

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/folkmoot/folkmoot/"

// house is what is known of the code while it is looked through.
type house struct {
	floor map[string]int
	doors map[string][]string             // by room, the rooms it enters
	doc   map[string]string               // by room, what it says of itself
	code  map[string]map[string]*ast.File // by room and file
	found []string
}

// inspect returns every breach of the plan in the tree of files.
func inspect(files fs.FS) ([]string, error) {
	h := &house{floor: map[string]int{}, doors: map[string][]string{}, doc: map[string]string{}, code: map[string]map[string]*ast.File{}}
	for i, line := range floors {
		for room := range strings.FieldsSeq(line) {
			h.floor[room] = i
		}
	}
	err := walk(files, func(file string) error {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/testdata/") {
			return nil
		}
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, text, parser.ParseComments)
		if err != nil {
			return err
		}
		h.file(file, strings.Count(string(text), "\n"), tree)
		return nil
	})
	if err != nil {
		return nil, err
	}
	h.rooms()
	for room, files := range h.code {
		h.statements(room, files)
	}
	if err := h.schema(files); err != nil {
		return nil, err
	}
	slices.Sort(h.found)
	return h.found, nil
}

// theirs are the folders of the checkout that tools fill.
var theirs = set(".git node_modules bin data .tools artefacts internal/page/static/vendor")

// walk calls visit with every file of ours.
func walk(files fs.FS, visit func(file string) error) error {
	return fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && theirs[file]:
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		return visit(file)
	})
}

func (h *house) say(format string, args ...any) {
	h.found = append(h.found, fmt.Sprintf(format, args...))
}

// roomOf returns the name in the plan of the package in a folder, or of the
// package of ours that an import names.
func roomOf(folder string) string { return strings.TrimPrefix(folder, "internal/") }

func (h *house) file(file string, lines int, tree *ast.File) {
	folder := path.Dir(file)
	room := roomOf(folder)
	if lines > maxLines {
		h.say("%s has %d lines; %d is the most", file, lines, maxLines)
	}
	here, ok := h.floor[room]
	switch {
	case !ok:
		h.say("%s is on no floor; say in floors where it stands", room)
		here = len(floors)
	case atTheRoot[room] != (folder == room) && room != "cmd/folkmoot":
		h.say("%s: engines stand at the root of the module, and all else under internal", folder)
	}
	if slices.Contains(vague, path.Base(room)) {
		h.say("%s: name a package after what it is for", room)
	}
	if name := tree.Name.Name; name != path.Base(room) && name != "main" {
		h.say("%s is package %s; name it as its folder", file, name)
	}
	h.doc[room] = cmp.Or(h.doc[room], tree.Doc.Text())
	for _, spec := range tree.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		if name, ours := strings.CutPrefix(full, module); ours {
			h.enter(file, room, here, roomOf(name))
		} else {
			h.outside(file, room, here, full)
		}
	}
	if !strings.HasPrefix(room, "cmd/") && !testRooms[room] {
		h.strangers(file, tree)
	}
	if !goOut[room] && !testRooms[room] {
		h.wayOut(file, tree)
	}
	h.sql(file, room, tree)
	if h.code[room] == nil {
		h.code[room] = map[string]*ast.File{}
	}
	h.code[room][file] = tree
}

// vague are the names of rooms in which everything ends up.
var vague = strings.Fields("util utils common helper helpers misc lib shared core base models model types interfaces")

// enter holds the import of one of our packages against the floors.
func (h *house) enter(file, room string, here int, into string) {
	there, ok := h.floor[into]
	switch {
	case ok && there >= here:
		h.say("%s imports %s, which is not below it", file, into)
	case testRooms[into] && !testRooms[room]:
		h.say("%s imports %s, which is for tests", file, into)
	case engines[room] && !engines[into]:
		h.say("%s imports %s; an engine imports of ours no more than a lower engine", file, into)
	}
	if !slices.Contains(h.doors[room], into) {
		h.doors[room] = append(h.doors[room], into)
	}
}

// impure are the packages of Go's library through which something goes in or
// out, or that decide by chance.
var impure = set(
	"os net net/http net/url database/sql log log/slog io/fs io/ioutil path/filepath embed syscall math/rand math/rand/v2 crypto/rand testing",
)

// outside holds the import of a package that is not ours against the plan.
func (h *house) outside(file, room string, here int, full string) {
	if first, ok := begins[full]; ok && here < h.floor[first] && !sooner[full][room] {
		h.say("%s imports %s, which begins at %s", file, full, first)
	}
	for prefix, rooms := range confined {
		if (full == prefix || strings.HasPrefix(full, prefix+"/")) && !rooms[room] {
			h.say("%s imports %s, which only %s may", file, full, strings.Join(names(rooms), " and "))
		}
	}
	if !engines[room] {
		return
	}
	std := !strings.Contains(strings.Split(full, "/")[0], ".")
	allowed := std && !impure[full] && !strings.HasPrefix(full, "os/") && !strings.HasPrefix(full, "net/") ||
		strings.HasPrefix(full, "golang.org/x/mod/") || strings.HasPrefix(full, "golang.org/x/text/")
	if !allowed {
		h.say("%s imports %s; an engine does without", file, full)
	}
}

// unbidden is what code has no use for: the clock, the context and the
// environment are handed in.
var unbidden = set("time.Now time.Since time.Until context.Background context.TODO os.Getenv os.LookupEnv os.Environ")

// strangers finds what is fetched from the air, and what happens because a
// package was imported.
func (h *house) strangers(file string, tree *ast.File) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if from, ok := n.X.(*ast.Ident); ok && unbidden[from.Name+"."+n.Sel.Name] {
				h.say("%s uses %s.%s; let it be handed in", file, from.Name, n.Sel.Name)
			}
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				h.say("%s has a func init; let app do it", file)
			}
		}
		return true
	})
}

// wayOut finds connections that are made past the room that looks where they
// go.
func (h *house) wayOut(file string, tree *ast.File) {
	ast.Inspect(tree, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := s.X.(*ast.Ident); ok && outOnly[from.Name+"."+s.Sel.Name] {
			h.say("%s uses %s.%s; ask outbound, which looks where a connection goes", file, from.Name, s.Sel.Name)
		}
		return true
	})
}

var (
	// statement is how a string begins that is SQL, or a later piece of it.
	statement = regexp.MustCompile(`(?is)^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|FROM|JOIN|LEFT|WHERE|AND|ORDER|GROUP|ON|SET)\b`)
	tableName = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z]+)_[a-z_]+`)
	// oneEngine is what only one of the two databases understands, or what
	// they understand differently.
	oneEngine = regexp.MustCompile(
		`(?i)\bI?LIKE\b|->>|\bFOR UPDATE\b|\bSKIP LOCKED\b|\bnow\(\)|\bCURRENT_TIMESTAMP\b|\bjson_\w+\(|\bGLOB\b|\bMERGE INTO\b|\bANY\s*\(\$`,
	)
)

// sql holds the statements in a file against the rules: whose tables they name,
// and that both databases read them alike.
func (h *house) sql(file, room string, tree *ast.File) {
	owner, _, _ := strings.Cut(room, "/")
	if owner == "db" {
		return
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if _, isImport := n.(*ast.ImportSpec); isImport {
			return false
		}
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil || !statement.MatchString(text) {
			return true
		}
		for _, m := range tableName.FindAllStringSubmatch(text, -1) {
			if m[1] != owner {
				h.say("%s names a table of %s in SQL; ask package %[2]s instead", file, m[1])
			}
		}
		if tableName.MatchString(text) {
			if word := oneEngine.FindString(text); word != "" {
				h.say("%s has %s in SQL, which the two databases do not share", file, word)
			}
		}
		return true
	})
}

// rooms holds what is known of whole packages against the plan.
func (h *house) rooms() {
	for room := range h.floor {
		said, built := h.doc[room]
		name := path.Base(room)
		switch {
		case !built && !notBuilt[room]:
			h.say("%s is on a floor, but it is not there", room)
		case built && notBuilt[room]:
			h.say("%s is there; take it out of notBuilt", room)
		case built && room != "cmd/folkmoot" && !strings.HasPrefix(said, "Package "+name+" "):
			h.say("%s does not say what it is for: its comment begins with %q", room, "Package "+name)
		case built && said == "":
			h.say("%s does not say what it is for", room)
		}
	}
	for room := range notBuilt {
		if _, ok := h.floor[room]; !ok {
			h.say("%s is in notBuilt, but on no floor", room)
		}
	}
	for room, into := range h.doors {
		if most := cmp.Or(moreDoors[room], maxDoors); len(into) > most {
			h.say("%s has %d doors; %d is the most", room, len(into), most)
		}
	}
}

func set(words string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		s[word] = true
	}
	return s
}

func names(s map[string]bool) []string {
	var all []string
	for name := range s {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
