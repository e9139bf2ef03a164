package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	tmpl "text/template/parse"
)

// foundMessage is an English sentence that the house says.
type foundMessage struct {
	one   string   // its form for one, if it counts
	files []string // where it is said
}

// findMessages finds every sentence that the house says, by what the code calls to say
// it.
func findMessages(t *testing.T) map[string]*foundMessage {
	t.Helper()
	s := messageScanner{t, map[string]*foundMessage{}, ""}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		s.file = name
		switch {
		case strings.HasSuffix(name, "_test.go"):
			return nil
		case strings.HasSuffix(name, ".go"):
			return s.goFile(root, name)
		case strings.HasSuffix(name, ".html") && strings.Contains(name, "/templates/"):
			return s.template(root, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.all
}

type messageScanner struct {
	t    *testing.T
	all  map[string]*foundMessage
	file string
}

func (s *messageScanner) add(one, other string) {
	if other == "" {
		return
	}
	got := s.all[other]
	if got == nil {
		got = &foundMessage{one: one}
		s.all[other] = got
	}
	if got.one != one {
		s.t.Errorf("%s: %q is said both with and without a number, or with two forms for one", s.file, other)
	}
	got.files = append(got.files, s.file)
}

func (s *messageScanner) goFile(root fs.FS, name string) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil // somebody else's test says so
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			s.call(n)
		case *ast.CompositeLit:
			s.literal(n)
		case *ast.GenDecl:
			s.constants(n)
		}
		return true
	})
	return nil
}

// call finds what is said in a call: p.Say("…"), p.Count(n, "…", "…"),
// fault.New(kind, "…"), locale.Key("…"), and in the engine say and counted.
func (s *messageScanner) call(n *ast.CallExpr) {
	name, of := "", ""
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			of = x.Name
		}
	case *ast.Ident:
		name = f.Name
		switch {
		case name == "found" && strings.HasPrefix(s.file, "internal/draft/"): // as refuseIf
			name = "finding"
		case strings.HasPrefix(s.file, "survey/"): // the engine's own say and counted
		case name != "say" || !strings.HasSuffix(path.Dir(s.file), "web"): // a desk's printer by a short name
			name = ""
		}
	}
	arg := func(i int) []string {
		if i < len(n.Args) {
			return texts(n.Args[i])
		}
		return nil
	}
	switch {
	case name == "Say", name == "say" && of == "", of == "locale" && (name == "Key" || name == "Says"), name == "AddDesk":
		for _, text := range arg(0) {
			s.add("", text)
		}
		if name == "AddDesk" {
			for _, text := range arg(3) { // what is done there
				s.add("", text)
			}
		}
	case name == "Count" || name == "Choose" || name == "counted" || of == "locale" && name == "Counts":
		one, other := arg(1), arg(2)
		for i := range min(len(one), len(other)) {
			s.add(one[i], other[i])
		}
	case name == "finding":
		for _, text := range arg(2) {
			s.add("", text)
		}
	case name == "refuseIf" || name == "warnIf" || name == "hintIf": // what the check before publication finds
		for _, text := range arg(3) {
			if text != "%s" {
				s.add("", text)
			}
		}
	case of == "errors" && name == "New" && strings.HasPrefix(s.file, "receipt/"): // which a person may read who brings a receipt
		for _, text := range arg(0) {
			if strings.HasSuffix(text, ".") {
				s.add("", text)
			}
		}
	case of == "fault" && (name == "New" || name == "Newf"):
		for _, text := range arg(1) {
			s.add("", text)
		}
	}
}

// sentencePattern is a sentence, as no other constant is.
var sentencePattern = regexp.MustCompile(`^[A-Z][^"]* [^"]*\.$`)

// constants finds sentences that several places say, and the words of a table
// over which stands //locale:said, because its package knows no languages.
func (s *messageScanner) constants(n *ast.GenDecl) {
	if n.Doc != nil && slices.ContainsFunc(n.Doc.List, func(c *ast.Comment) bool { return c.Text == "//locale:said" }) {
		ast.Inspect(n, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				for _, text := range texts(e) {
					if strings.Contains(text, " ") {
						s.add("", text)
					}
				}
			}
			return true
		})
	}
	if n.Tok != token.CONST {
		return
	}
	for _, spec := range n.Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			for _, text := range texts(value) {
				if sentencePattern.MatchString(text) {
					s.add("", text)
				}
			}
		}
	}
}

// literal finds what is said in fault.Error{Say: "…"} and host.Part{Text: "…"}.
func (s *messageScanner) literal(n *ast.CompositeLit) {
	key := ""
	switch kind := n.Type.(type) {
	case *ast.SelectorExpr:
		key = map[string]string{"Error": "Say", "Part": "Text"}[kind.Sel.Name]
	}
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && key != "" {
			if name, ok := kv.Key.(*ast.Ident); ok && name.Name == key {
				for _, text := range texts(kv.Value) {
					s.add("", text)
				}
			}
		}
	}
}

// texts are the strings that e can be, as far as they stand there.
func texts(e ast.Expr) (all []string) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return []string{text}
		}
	case *ast.BinaryExpr:
		left, right := texts(e.X), texts(e.Y)
		if len(left) == 1 && len(right) == 1 {
			return []string{left[0] + right[0]}
		}
	case *ast.IndexExpr:
		if list, ok := e.X.(*ast.CompositeLit); ok {
			for _, one := range list.Elts {
				all = append(all, texts(one)...)
			}
		}
	}
	return all
}

func (s *messageScanner) template(root fs.FS, name string) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	tree := tmpl.New(path.Base(name))
	tree.Mode = tmpl.SkipFuncCheck
	all := map[string]*tmpl.Tree{}
	if _, err := tree.Parse(string(text), "", "", all); err != nil {
		return nil // somebody else's test says so
	}
	for _, tree := range all {
		s.node(tree.Root)
	}
	return nil
}

func (s *messageScanner) node(n tmpl.Node) {
	switch n := n.(type) {
	case *tmpl.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				s.node(one)
			}
		}
	case *tmpl.ActionNode:
		s.node(n.Pipe)
	case *tmpl.TemplateNode:
		s.node(n.Pipe)
	case *tmpl.IfNode:
		s.branch(&n.BranchNode)
	case *tmpl.RangeNode:
		s.branch(&n.BranchNode)
	case *tmpl.WithNode:
		s.branch(&n.BranchNode)
	case *tmpl.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				s.command(c)
			}
		}
	}
}

func (s *messageScanner) branch(n *tmpl.BranchNode) {
	s.node(n.Pipe)
	s.node(n.List)
	s.node(n.ElseList)
}

func (s *messageScanner) command(c *tmpl.CommandNode) {
	var words []string
	for _, arg := range c.Args {
		switch arg := arg.(type) {
		case *tmpl.StringNode:
			words = append(words, arg.Text)
		case *tmpl.PipeNode:
			s.node(arg)
		}
	}
	name, ok := c.Args[0].(*tmpl.IdentifierNode)
	switch {
	case !ok || len(words) == 0:
	case name.Ident == "t" || name.Ident == "tlink" || name.Ident == "tstrong" || name.Ident == "tquote":
		s.add("", words[0])
	case len(words) > 1 && (name.Ident == "tn" || name.Ident == "forms"):
		s.add(words[0], words[1])
	}
}
