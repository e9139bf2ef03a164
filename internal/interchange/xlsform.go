package interchange

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// xlsForm reads the sheets of an XLSForm.
type xlsForm struct {
	builderOf
	choices map[string][]survey.Option // by list
}

// xlsRow is a row by the names of its columns.
type xlsRow map[string]string

// rowsOf returns the rows of the sheet with this name.
func rowsOf(f *sheet.File, name string) (all []xlsRow, heads []string) {
	for i := range f.Sheets {
		s := &f.Sheets[i]
		if !strings.EqualFold(strings.TrimSpace(s.Name), name) || len(s.Rows) == 0 {
			continue
		}
		for _, head := range s.Rows[0].Cells {
			heads = append(heads, strings.ToLower(strings.Join(strings.Fields(head), " ")))
		}
		for _, r := range s.Rows[1:] {
			row := xlsRow{}
			for j, head := range heads {
				if text := strings.TrimSpace(r.Cell(j)); text != "" && row[head] == "" {
					row[head] = text
				}
			}
			all = append(all, row)
		}
	}
	return all, heads
}

// label returns a text of a row: in the first of its languages.
func (r xlsRow) label(heads []string, name string) string {
	if r[name] != "" {
		return r[name]
	}
	for _, head := range heads {
		if strings.HasPrefix(head, name+"::") && r[head] != "" {
			return r[head]
		}
	}
	return ""
}

func readXLSForm(data []byte) (*Questionnaire, error) {
	f, err := sheet.Read(data)
	if err != nil {
		return nil, unreadable(err)
	}
	rows, heads := rowsOf(f, "survey")
	if !slices.Contains(heads, "type") {
		return nil, unreadable(nil)
	}
	x := &xlsForm{choices: map[string][]survey.Option{}}
	choices, choiceHeads := rowsOf(f, "choices")
	for _, r := range choices {
		list := r["list_name"] + r["list name"]
		text := r.label(choiceHeads, "label")
		if text == "" {
			text = r["name"]
		}
		x.choices[list] = append(x.choices[list], survey.Option{Text: text})
	}
	if n := languages(heads); n > 1 {
		x.lose("", "The questions are in %d languages. Only the first was read. Add the others as translations.", n)
	}
	for _, r := range rows {
		x.add(r, heads)
	}
	x.finish()
	return &x.out, nil
}

// languages returns in how many languages labels are.
func languages(heads []string) (n int) {
	for _, head := range heads {
		if head == "label" || strings.HasPrefix(head, "label::") {
			n++
		}
	}
	return n
}

// metaTypes are rows that are no question and are not shown to people.
var metaTypes = []string{"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "simserial", "subscriberid",
	"start-geopoint", "xml-external", "csv-external"}

func (x *xlsForm) add(r xlsRow, heads []string) {
	kind := strings.ToLower(strings.Join(strings.Fields(r["type"]), " "))
	kind = strings.NewReplacer("select one ", "select_one ", "select multiple ", "select_multiple ", "_group", " group", "_repeat", " repeat").
		Replace(kind)
	text := r.label(heads, "label")
	name := text
	if name == "" {
		name = r["name"]
	}
	switch {
	case kind == "" || slices.Contains(metaTypes, kind):
		return
	case kind == "begin group":
		x.newPage(text, "")
		x.loseLogic(name, r)
		return
	case kind == "begin repeat":
		x.newPage(text, "")
		x.lose(name, "Its questions are asked several times. They were read to be asked once.")
		x.loseLogic(name, r)
		return
	case kind == "end group" || kind == "end repeat":
		x.newPage("", "")
		return
	}
	q, ok := x.question(kind, r)
	if !ok {
		x.lose(name, "We have no question of the type “%s”. It was left out.", r["type"])
		return
	}
	if text == "" {
		text = r["name"]
	}
	q.Text, q.Hint = text, r.label(heads, "hint")
	required := strings.ToLower(r["required"])
	q.Required = q.Kind != survey.Panel && slices.Contains([]string{"yes", "true", "true()", "1"}, required)
	if required != "" && !q.Required && !slices.Contains([]string{"no", "false", "false()", "0"}, required) {
		x.lose(name, "It is only sometimes mandatory: %s", r["required"])
	}
	x.loseLogic(name, r)
	for _, head := range heads {
		if (strings.HasPrefix(head, "media::") || head == "image" || head == "audio" || head == "video") && r[head] != "" {
			x.lose(name, "Its picture, sound or film was not read: %s", r[head])
		}
	}
	if strings.Contains(text, "${") {
		x.lose(name, "Its wording quotes another answer.")
	}
	if q.Kind == survey.Panel {
		q.Text, q.Body = "", plain(text)
	}
	x.builderOf.add(q)
}

// question returns the question of a type, without texts.
func (x *xlsForm) question(kind string, r xlsRow) (q survey.Question, ok bool) {
	base, list, _ := strings.Cut(kind, " ")
	list, other := strings.CutSuffix(list, " or_other")
	_, listName, _ := strings.Cut(strings.TrimSpace(r["type"]), " ") // its case counts
	listName = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(listName, "one "), "or_other"))
	if options := x.choices[listName]; len(options) > 0 {
		q.Options = slices.Clone(options)
	} else {
		q.Options = slices.Clone(x.choices[list])
	}
	if other {
		q.Options = append(q.Options, survey.Option{Text: "Other", WriteIn: true})
	}
	switch base {
	case "select_one":
		q.Kind = survey.Single
	case "select_multiple":
		q.Kind = survey.Multiple
	case "rank":
		q.Kind = survey.Ranking
	case "text":
		q.Kind = survey.ShortText
		if strings.Contains(r["appearance"], "multiline") {
			q.Kind = survey.LongText
		}
	case "integer", "int":
		q.Kind = survey.Number
	case "decimal":
		q.Kind, q.Decimals = survey.Number, survey.MaxDecimals
	case "date":
		q.Kind = survey.Date
	case "note":
		q.Kind = survey.Panel
	default:
		return q, false
	}
	needs := map[survey.QuestionKind]int{survey.Single: 1, survey.Multiple: 1, survey.Ranking: 2}[q.Kind]
	if needs == 0 {
		q.Options = nil
	}
	return q, len(q.Options) >= needs
}

// logic are columns with expressions, which are not read, and what they say.
var logic = []struct{ column, message string }{
	{"relevant", locale.Key("It is only asked under a condition: %s")},
	{"constraint", locale.Key("Its answers are held to a rule: %s")},
	{"calculation", locale.Key("Its value is calculated: %s")},
	{"choice_filter", locale.Key("Its answers depend on another question: %s")},
	{"default", locale.Key("It has an answer that is chosen before: %s")},
	{"repeat_count", locale.Key("How often it is asked is calculated: %s")},
}

// loseLogic lists the expressions of a row.
func (x *xlsForm) loseLogic(name string, r xlsRow) {
	for _, l := range logic {
		if r[l.column] != "" {
			x.lose(name, l.message, cut(r[l.column], survey.MaxTitle))
		}
	}
}
