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

// This file finds every sentence of the interface by reading the source code and the templates. The English sentence is
// the key of its translations, so it must be a constant where it is passed to a function that translates: a literal, a
// constant of the same package, or several joined with +.
//
// Which functions translate is declared beside them, so that renaming one cannot hide its sentences:
//
//	//locale:message 0       argument 0 is a sentence
//	//locale:count 1 2       arguments 1 and 2 are its singular and its plural
//	//locale:message         above a struct field: its value is a sentence
//	//locale:messages        above a table of constants: every text in it that has a space
//
// A function that passes a string parameter of its own to such a function is one too, and needs no declaration.

// foundMessage is an English sentence of the interface.
type foundMessage struct {
	one   string   // the singular, if the sentence contains a number
	files []string // where it is used
}

// signature says which arguments of a function are sentences.
type signature struct {
	messages []int
	counts   [][2]int // singular and plural
}

func (s signature) empty() bool { return len(s.messages)+len(s.counts) == 0 }

// sourceFile is a parsed Go file that is no test.
type sourceFile struct {
	name string
	file *ast.File
}

type messageScanner struct {
	t         *testing.T
	all       map[string]*foundMessage
	file      string
	signs     map[string]signature // by functionKey
	fields    map[string]bool      // struct fields that are sentences: "fault.Error.Say"
	constants map[string]string    // by directory and name
	declared  map[string]bool      // functions with a directive
	used      map[string]bool      // functions and fields through which a sentence was found
}

// findMessages finds every sentence of the interface and where it is used.
func findMessages(t *testing.T) map[string]*foundMessage {
	t.Helper()
	return scanMessages(t, os.DirFS("../..")).all
}

func scanMessages(t *testing.T, root fs.FS) *messageScanner {
	t.Helper()
	s := &messageScanner{
		t: t, all: map[string]*foundMessage{}, signs: map[string]signature{}, fields: map[string]bool{},
		constants: map[string]string{}, declared: map[string]bool{}, used: map[string]bool{},
	}
	files, templates := sources(t, root)
	for _, f := range files {
		s.declarations(f)
	}
	for s.inferWrappers(files) {
	}
	for _, f := range files {
		s.file = f.name
		s.goFile(f.file)
	}
	for _, name := range templates {
		s.file = name
		s.template(root, name)
	}
	return s
}

// skippedDirs hold no source code of the program.
var skippedDirs = []string{"bin", "data", "artefacts", "node_modules", "testdata"}

// sources parses the program's Go files and lists its templates.
func sources(t *testing.T, root fs.FS) (files []sourceFile, templates []string) {
	t.Helper()
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || slices.Contains(skippedDirs, d.Name())):
			return fs.SkipDir
		case strings.HasSuffix(name, ".html") && strings.Contains(name, "/templates/"):
			templates = append(templates, name)
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			text, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			// The compiler reports a file that cannot be parsed.
			mode := parser.SkipObjectResolution | parser.ParseComments
			if file, err := parser.ParseFile(token.NewFileSet(), name, text, mode); err == nil {
				files = append(files, sourceFile{name, file})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, templates
}

func (s *messageScanner) add(one, other string) {
	if other == "" || other == "%s" {
		return // nothing to translate
	}
	got := s.all[other]
	if got == nil {
		got = &foundMessage{one: one}
		s.all[other] = got
	}
	if got.one != one {
		s.t.Errorf("%s: %q is used both with and without a number, or with two different singulars", s.file, other)
	}
	got.files = append(got.files, s.file)
}

// functionKey names a function in s.signs. Methods are known by their name alone, because the type of a receiver is not
// known without type checking; unexported functions and methods are known within their directory only.
func functionKey(file *ast.File, name string, fn *ast.FuncDecl) string {
	switch {
	case !fn.Name.IsExported():
		return path.Dir(name) + "." + fn.Name.Name
	case fn.Recv != nil:
		return "." + fn.Name.Name
	}
	return file.Name.Name + "." + fn.Name.Name
}

// directive returns the words after //locale:NAME in a comment.
func directive(doc *ast.CommentGroup, name string) ([]string, bool) {
	if doc == nil {
		return nil, false
	}
	for _, c := range doc.List {
		if rest, ok := strings.CutPrefix(c.Text, "//locale:"+name); ok && (rest == "" || rest[0] == ' ') {
			return strings.Fields(rest), true
		}
	}
	return nil, false
}

// declarations reads the directives and the constants of a file.
func (s *messageScanner) declarations(f sourceFile) {
	ast.Inspect(f.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			sign := s.signs[functionKey(f.file, f.name, n)]
			if words, ok := directive(n.Doc, "message"); ok {
				sign.messages = append(sign.messages, s.numbers(f.name, words)...)
			}
			if words, ok := directive(n.Doc, "count"); ok {
				if at := s.numbers(f.name, words); len(at) == 2 {
					sign.counts = append(sign.counts, [2]int{at[0], at[1]})
				}
			}
			if !sign.empty() {
				s.signs[functionKey(f.file, f.name, n)] = sign
				s.declared[functionKey(f.file, f.name, n)] = true
			}
		case *ast.TypeSpec:
			if structure, ok := n.Type.(*ast.StructType); ok {
				for _, field := range structure.Fields.List {
					if _, ok := directive(field.Doc, "message"); ok {
						for _, name := range field.Names {
							s.fields[f.file.Name.Name+"."+n.Name.Name+"."+name.Name] = true
						}
					}
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					if text, ok := s.constant(path.Dir(f.name), n.Values[i]); ok {
						s.constants[path.Dir(f.name)+"."+name.Name] = text
					}
				}
			}
		}
		return true
	})
}

func (s *messageScanner) numbers(file string, words []string) (all []int) {
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil {
			s.t.Errorf("%s: a //locale: comment has %q where the number of an argument belongs", file, word)
		}
		all = append(all, n)
	}
	return all
}

// inferWrappers adds the functions that pass a string parameter of their own on to a function of s.signs, and reports
// whether there were any.
func (s *messageScanner) inferWrappers(files []sourceFile) (found bool) {
	for _, f := range files {
		for _, decl := range f.file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			key := functionKey(f.file, f.name, fn)
			if _, ok := s.signs[key]; ok {
				continue
			}
			params := stringParams(fn.Type)
			var sign signature
			at := func(n *ast.CallExpr, i int) (int, bool) {
				if i >= len(n.Args) {
					return 0, false
				}
				id, ok := n.Args[i].(*ast.Ident)
				if !ok {
					return 0, false
				}
				index, ok := params[id.Name]
				return index, ok
			}
			aliases := methodValues(fn)
			ast.Inspect(fn.Body, func(node ast.Node) bool {
				n, ok := node.(*ast.CallExpr)
				if !ok {
					return true
				}
				_, to := s.called(f.name, f.file, aliases, n)
				for _, i := range to.messages {
					if index, ok := at(n, i); ok && !slices.Contains(sign.messages, index) {
						sign.messages = append(sign.messages, index)
					}
				}
				for _, pair := range to.counts {
					one, ok1 := at(n, pair[0])
					other, ok2 := at(n, pair[1])
					if ok1 && ok2 && !slices.Contains(sign.counts, [2]int{one, other}) {
						sign.counts = append(sign.counts, [2]int{one, other})
					}
				}
				return true
			})
			if !sign.empty() && !(fn.Recv != nil && fn.Name.IsExported()) {
				s.signs[key], found = sign, true
			}
		}
	}
	return found
}

// stringParams are the indexes of the parameters of type string.
func stringParams(fn *ast.FuncType) map[string]int {
	all, i := map[string]int{}, 0
	for _, field := range fn.Params.List {
		id, ok := field.Type.(*ast.Ident)
		for _, name := range field.Names {
			if ok && id.Name == "string" {
				all[name.Name] = i
			}
			i++
		}
	}
	return all
}

// methodValues are the local names of methods in a function: say := p.Say. A parameter of a function type that is called
// say is one too.
func methodValues(fn *ast.FuncDecl) map[string]string {
	all := map[string]string{}
	for _, field := range fn.Type.Params.List {
		if _, ok := field.Type.(*ast.FuncType); ok {
			for _, name := range field.Names {
				if name.Name == "say" {
					all[name.Name] = "Say"
				}
			}
		}
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if n, ok := n.(*ast.AssignStmt); ok && len(n.Lhs) == len(n.Rhs) {
			for i := range n.Lhs {
				name, ok := n.Lhs[i].(*ast.Ident)
				method, ok2 := n.Rhs[i].(*ast.SelectorExpr)
				if ok && ok2 {
					all[name.Name] = method.Sel.Name
				}
			}
		}
		return true
	})
	return all
}

// called returns the key and the signature of the function that n calls.
func (s *messageScanner) called(name string, file *ast.File, aliases map[string]string, n *ast.CallExpr) (string, signature) {
	var keys []string
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			keys = append(keys, x.Name+"."+f.Sel.Name)
		}
		if f.Sel.IsExported() {
			keys = append(keys, "."+f.Sel.Name)
		} else {
			keys = append(keys, path.Dir(name)+"."+f.Sel.Name)
		}
	case *ast.Ident:
		keys = append(keys, path.Dir(name)+"."+f.Name, file.Name.Name+"."+f.Name)
		if method, ok := aliases[f.Name]; ok {
			keys = append(keys, "."+method)
		}
	}
	for _, key := range keys {
		if sign, ok := s.signs[key]; ok {
			return key, sign
		}
	}
	return "", signature{}
}

func (s *messageScanner) goFile(file *ast.File) {
	aliases := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				aliases = methodValues(n)
			}
		case *ast.CallExpr:
			s.call(file, aliases, n)
		case *ast.CompositeLit:
			s.literal(file, n)
		case *ast.GenDecl:
			s.table(n)
		}
		return true
	})
}

// call finds the sentences in the arguments of a call.
func (s *messageScanner) call(file *ast.File, aliases map[string]string, n *ast.CallExpr) {
	key, sign := s.called(s.file, file, aliases, n)
	arg := func(i int) []string {
		if i < len(n.Args) {
			return s.texts(n.Args[i])
		}
		return nil
	}
	for _, i := range sign.messages {
		for _, text := range arg(i) {
			s.used[key] = true
			s.add("", text)
		}
	}
	for _, pair := range sign.counts {
		one, other := arg(pair[0]), arg(pair[1])
		for i := range min(len(one), len(other)) {
			s.used[key] = true
			s.add(one[i], other[i])
		}
	}
	// Package receipt imports nothing of ours. Its errors are shown to people who check a receipt.
	f, ok := n.Fun.(*ast.SelectorExpr)
	if ok && f.Sel.Name == "New" && strings.HasPrefix(s.file, "receipt/") {
		for _, text := range arg(0) {
			if strings.HasSuffix(text, ".") {
				s.add("", text)
			}
		}
	}
}

// sentencePattern matches a constant that is a whole sentence.
var sentencePattern = regexp.MustCompile(`^[A-Z][^"]* [^"]*\.$`)

// table finds the texts of a table marked //locale:messages, and constants that are sentences.
func (s *messageScanner) table(n *ast.GenDecl) {
	if _, ok := directive(n.Doc, "messages"); ok {
		ast.Inspect(n, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			all := s.texts(e)
			for _, text := range all {
				if strings.Contains(text, " ") {
					s.add("", text)
				}
			}
			return len(all) == 0
		})
	}
	if n.Tok != token.CONST {
		return
	}
	for _, spec := range n.Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			for _, text := range s.texts(value) {
				if sentencePattern.MatchString(text) {
					s.add("", text)
				}
			}
		}
	}
}

// literal finds sentences in the marked fields of a struct: fault.Error{Say: "…"}.
func (s *messageScanner) literal(file *ast.File, n *ast.CompositeLit) {
	if list, ok := n.Type.(*ast.ArrayType); ok { // its elements do not repeat their type
		for _, e := range n.Elts {
			if one, ok := e.(*ast.CompositeLit); ok && one.Type == nil {
				s.structure(typeName(file, list.Elt), one)
			}
		}
	}
	s.structure(typeName(file, n.Type), n)
}

// typeName returns the name of a type with its package, or "".
func typeName(file *ast.File, t ast.Expr) string {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			return x.Name + "." + t.Sel.Name
		}
	case *ast.Ident:
		return file.Name.Name + "." + t.Name
	}
	return ""
}

// structure finds the sentences in the fields of a literal of the type kind.
func (s *messageScanner) structure(kind string, n *ast.CompositeLit) {
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := kv.Key.(*ast.Ident); ok && s.fields[kind+"."+name.Name] {
			for _, text := range s.texts(kv.Value) {
				s.used[kind+"."+name.Name] = true
				s.add("", text)
			}
		}
	}
}

// constant returns the value of e if it is a constant text that can be read here.
func (s *messageScanner) constant(dir string, e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return text, true
		}
	case *ast.ParenExpr:
		return s.constant(dir, e.X)
	case *ast.Ident:
		text, ok := s.constants[dir+"."+e.Name]
		return text, ok
	case *ast.BinaryExpr:
		left, ok1 := s.constant(dir, e.X)
		right, ok2 := s.constant(dir, e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

// texts are the constant texts that e can be.
func (s *messageScanner) texts(e ast.Expr) (all []string) {
	if text, ok := s.constant(path.Dir(s.file), e); ok {
		return []string{text}
	}
	if index, ok := e.(*ast.IndexExpr); ok {
		if list, ok := index.X.(*ast.CompositeLit); ok {
			for _, one := range list.Elts {
				all = append(all, s.texts(one)...)
			}
		}
	}
	return all
}

func (s *messageScanner) template(root fs.FS, name string) {
	for _, tree := range parseTemplate(s.t, root, name) {
		s.node(tree.Root)
	}
}

func parseTemplate(t *testing.T, root fs.FS, name string) map[string]*tmpl.Tree {
	t.Helper()
	text, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	tree := tmpl.New(path.Base(name))
	tree.Mode = tmpl.SkipFuncCheck
	all := map[string]*tmpl.Tree{}
	if _, err := tree.Parse(string(text), "", "", all); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return all
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
