package interchange

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// maxLSSRows is how many rows of all tables are read.
const maxLSSRows = 50_000

// lssRow is a row of a table of LimeSurvey.
type lssRow map[string]string

// number returns a field as a number; 0 if it is none.
func (r lssRow) number(name string) int {
	n, _ := strconv.Atoi(r[name]) // what is no number is first
	return n
}

// lss reads a LimeSurvey structure.
type lss struct {
	builderOf
	tables   map[string][]lssRow
	language string
}

func readLSS(data []byte) (*Questionnaire, error) {
	if !bytes.Contains(data[:min(len(data), 1<<12)], []byte("LimeSurveyDocType")) {
		return nil, unreadable(nil)
	}
	x := &lss{tables: map[string][]lssRow{}}
	if err := x.readTables(data); err != nil {
		return nil, unreadable(err)
	}
	x.chooseLanguage()
	groups := x.inLanguage("groups", "group_l10ns", "gid")
	questions := x.inLanguage("questions", "question_l10ns", "qid")
	slices.SortStableFunc(groups, func(a, b lssRow) int { return cmp.Compare(a.number("group_order"), b.number("group_order")) })
	slices.SortStableFunc(questions, func(a, b lssRow) int {
		return cmp.Compare(a.number("question_order"), b.number("question_order"))
	})
	for _, g := range groups {
		x.newPage(g["group_name"], g["description"])
		x.loseCondition(g["group_name"], g["grelevance"])
		for _, q := range questions {
			if q["gid"] == g["gid"] && (q["parent_qid"] == "" || q["parent_qid"] == "0") {
				x.question(q)
			}
		}
	}
	x.finish()
	if len(x.tables["quota"]) > 0 {
		x.lose("", "The survey has quotas, which were not read.")
	}
	return &x.out, nil
}

// readTables reads document/TABLE/rows/row/FIELD.
func (x *lss) readTables(data []byte) error {
	var row lssRow
	var text strings.Builder
	n := 0
	return sheet.WalkXML(data, func(token xml.Token, in []string) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case len(in) == 4 && t.Name.Local == "row":
				if row = (lssRow{}); n == maxLSSRows {
					return &sheet.Error{Fault: sheet.TooManyRows}
				}
				n++
			case len(in) == 5 || len(in) == 3 && in[1] == "languages":
				text.Reset()
			}
		case xml.CharData:
			if len(in) == 5 || len(in) == 3 {
				text.Write(t)
			}
		case xml.EndElement:
			switch {
			case len(in) == 5 && row != nil:
				row[t.Name.Local] = strings.TrimSpace(text.String())
			case len(in) == 4 && t.Name.Local == "row":
				x.tables[in[1]] = append(x.tables[in[1]], row)
				row = nil
			case len(in) == 3 && t.Name.Local == "language":
				x.tables["languages"] = append(x.tables["languages"], lssRow{"language": strings.TrimSpace(text.String())})
			}
		}
		return nil
	})
}

// chooseLanguage chooses the language of the survey.
func (x *lss) chooseLanguage() {
	if all := x.tables["surveys"]; len(all) > 0 {
		x.language = all[0]["language"]
	}
	languages := x.tables["languages"]
	if x.language == "" && len(languages) > 0 {
		x.language = languages[0]["language"]
	}
	if len(languages) > 1 {
		x.lose("", "The questions are in %d languages. Only the first was read. Add the others as translations.", len(languages))
	}
}

// inLanguage returns the rows of a table in the language of the survey, with their texts, which newer versions of LimeSurvey have
// in a table of their own.
func (x *lss) inLanguage(table, texts, key string) (all []lssRow) {
	more := map[string]lssRow{}
	for _, r := range x.tables[texts] {
		if r["language"] == x.language {
			more[r[key]] = r
		}
	}
	for _, r := range x.tables[table] {
		if r["language"] != "" && x.language != "" && r["language"] != x.language {
			continue
		}
		whole := lssRow{}
		for name, value := range r {
			whole[name] = value
		}
		for name, value := range more[r[key]] {
			if whole[name] == "" {
				whole[name] = value
			}
		}
		all = append(all, whole)
	}
	return all
}

// rowsFor returns the subquestions of a question, on one of two scales, as options.
func (x *lss) rowsFor(qid, scale string) (all []survey.Option) {
	var rows []lssRow
	for _, r := range append(x.inLanguage("subquestions", "question_l10ns", "qid"), x.inLanguage("questions", "question_l10ns", "qid")...) {
		if r["parent_qid"] == qid && (r["scale_id"] == scale || r["scale_id"] == "") {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b lssRow) int { return cmp.Compare(a.number("question_order"), b.number("question_order")) })
	for _, r := range rows {
		all = append(all, survey.Option{Text: cmp.Or(r["question"], r["title"])})
	}
	return all
}

// answersFor returns the answers of a question.
func (x *lss) answersFor(qid string) (all []survey.Option) {
	var rows []lssRow
	for _, r := range x.inLanguage("answers", "answer_l10ns", "aid") {
		if r["qid"] == qid && (r["scale_id"] == "0" || r["scale_id"] == "") {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b lssRow) int { return cmp.Compare(a.number("sortorder"), b.number("sortorder")) })
	for _, r := range rows {
		all = append(all, survey.Option{Text: cmp.Or(r["answer"], r["code"])})
	}
	return all
}

func options(texts ...string) (all []survey.Option) {
	for _, text := range texts {
		all = append(all, survey.Option{Text: text})
	}
	return all
}

func (x *lss) question(r lssRow) {
	qid, name := r["qid"], cmp.Or(r["question"], r["title"])
	q := survey.Question{Text: name, Hint: r["help"], Required: r["mandatory"] == "Y"}
	if r["mandatory"] == "S" {
		x.lose(name, "LimeSurvey asks people to answer it but does not require it. It was read as voluntary.")
	}
	numbers := func(n int) (all []survey.Option) {
		for i := range n {
			all = append(all, survey.Option{Text: strconv.Itoa(i + 1)})
		}
		return all
	}
	switch r["type"] {
	case "L", "O", "!":
		q.Kind, q.Options = survey.Single, x.answersFor(qid)
	case "M", "P":
		q.Kind, q.Options = survey.Multiple, x.rowsFor(qid, "0")
	case "F", "H":
		q.Kind, q.Rows, q.Options = survey.Matrix, x.rowsFor(qid, "0"), x.answersFor(qid)
	case "A":
		q.Kind, q.Rows, q.Options = survey.Matrix, x.rowsFor(qid, "0"), numbers(5)
	case "B":
		q.Kind, q.Rows, q.Options = survey.Matrix, x.rowsFor(qid, "0"), numbers(10)
	case "C":
		q.Kind, q.Rows, q.Options = survey.Matrix, x.rowsFor(qid, "0"), options("Yes", "Uncertain", "No")
	case "E":
		q.Kind, q.Rows, q.Options = survey.Matrix, x.rowsFor(qid, "0"), options("Increase", "Same", "Decrease")
	case "R":
		q.Kind, q.Options = survey.Ranking, x.answersFor(qid)
	case "N":
		q.Kind, q.Decimals = survey.Number, survey.MaxDecimals
	case "K":
		q.Kind, q.Rows, q.Decimals = survey.MatrixNumber, x.rowsFor(qid, "0"), survey.MaxDecimals
	case "Q":
		q.Kind, q.Rows = survey.MatrixText, x.rowsFor(qid, "0")
	case "S":
		q.Kind = survey.ShortText
	case "T", "U":
		q.Kind = survey.LongText
	case "D":
		q.Kind = survey.Date
	case "Y":
		q.Kind, q.Options = survey.Single, options("Yes", "No")
	case "G":
		q.Kind, q.Options = survey.Single, options("Female", "Male")
	case "5":
		q.Kind, q.Options = survey.Single, numbers(5)
	case "X":
		q = survey.Question{Kind: survey.Panel, Body: plain(name)}
	default:
		x.lose(name, "We have no question of LimeSurvey’s type “%s”. It was left out.", r["type"])
		return
	}
	x.addQuestion(name, r, q)
}

// addQuestion adds a question, with its settings, and lists those that cannot be carried.
func (x *lss) addQuestion(name string, r lssRow, q survey.Question) {
	isList := q.Kind == survey.Single || q.Kind == survey.Multiple
	hasRows := q.Kind == survey.Matrix || q.Kind == survey.MatrixNumber || q.Kind == survey.MatrixText
	switch {
	case isList && len(q.Options) == 0, q.Kind == survey.Ranking && len(q.Options) < 2, hasRows && len(q.Rows) == 0,
		q.Kind == survey.Matrix && len(q.Options) < 2:
		x.lose(name, "It has too few answers or rows. It was left out.")
		return
	}
	if r["other"] == "Y" && isList {
		q.Options = append(q.Options, survey.Option{Text: "Other", WriteIn: true})
	} else if r["other"] == "Y" {
		x.lose(name, "Its answer “Other” was left out.")
	}
	if t := r["type"]; t == "O" || t == "P" {
		x.lose(name, "The comments beside its answers were left out.")
	}
	x.loseCondition(name, r["relevance"])
	for _, c := range x.tables["conditions"] {
		if c["qid"] == r["qid"] {
			x.lose(name, "It is only asked under a condition: %s", cut(c["cfieldname"]+" "+c["method"]+" "+c["value"], survey.MaxTitle))
		}
	}
	if pattern := r["preg"]; pattern != "" {
		x.lose(name, "Its answers are held to a rule: %s", cut(pattern, survey.MaxTitle))
	}
	for _, a := range x.tables["question_attributes"] {
		if a["qid"] == r["qid"] && a["value"] != "" && a["value"] != "0" {
			x.attribute(name, &q, a["attribute"], a["value"])
		}
	}
	if strings.Contains(name, "{") && strings.Contains(name, "}") {
		x.lose(name, "Its wording quotes another answer.")
	}
	x.add(q)
}

// attribute carries an attribute of a question, or lists it.
func (x *lss) attribute(name string, q *survey.Question, attribute, value string) {
	n, err := strconv.Atoi(value)
	counted := err == nil && n >= 1 && n <= len(q.Options) && (q.Kind == survey.Multiple || q.Kind == survey.Ranking)
	switch attribute {
	case "max_answers":
		if counted {
			q.Max = &n
			return
		}
	case "min_answers":
		if counted {
			q.Min = &n
			return
		}
	case "random_order":
		if q.Kind == survey.Single || q.Kind == survey.Multiple || q.Kind == survey.Matrix || q.Kind == survey.Ranking {
			q.RandomOrder = true
			return
		}
	case "em_validation_q", "em_validation_sq", "array_filter", "array_filter_exclude", "exclude_all_others", "min_num_value_n",
		"max_num_value_n", "equals_num_value", "date_min", "date_max":
	default:
		return // how it looks in LimeSurvey
	}
	x.lose(name, "The setting %s was not read: %s", attribute, cut(value, survey.MaxTitle))
}

// loseCondition lists a condition, unless it always holds.
func (x *lss) loseCondition(name, condition string) {
	if condition != "" && condition != "1" {
		x.lose(name, "It is only asked under a condition: %s", cut(condition, survey.MaxTitle))
	}
}
