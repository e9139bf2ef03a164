package equality

import "slices"

// Group is one of the five broad ethnic groups of the census.
type Group string

// The broad groups, in the order of the question. Tables of the census print
// them in the order of the alphabet.
const (
	White Group = "white"
	Mixed Group = "mixed"
	Asian Group = "asian"
	Black Group = "black"
	Other Group = "other"
)

// Groups lists the broad groups in the order of the question.
func Groups() []Group { return []Group{White, Mixed, Asian, Black, Other} }

// Name returns g as Census 2021 prints it.
func (g Group) Name() string {
	switch g {
	case White:
		return "White"
	case Mixed:
		return "Mixed or Multiple ethnic groups"
	case Asian:
		return "Asian or Asian British"
	case Black:
		return "Black, Black British, Caribbean or African"
	case Other:
		return "Other ethnic group"
	}
	return ""
}

type ethnic struct {
	id      string
	text    string
	group   Group
	writeIn bool
}

// ethnic19 is the list of Census 2021 for England, in its order.
var ethnic19 = []ethnic{
	{"white-british", "English, Welsh, Scottish, Northern Irish or British", White, false},
	{"white-irish", "Irish", White, false},
	{"white-gypsy-traveller", "Gypsy or Irish Traveller", White, false},
	{"white-roma", "Roma", White, false},
	{"white-other", "Any other White background", White, true},
	{"mixed-white-caribbean", "White and Black Caribbean", Mixed, false},
	{"mixed-white-african", "White and Black African", Mixed, false},
	{"mixed-white-asian", "White and Asian", Mixed, false},
	{"mixed-other", "Any other Mixed or Multiple background", Mixed, true},
	{"asian-indian", "Indian", Asian, false},
	{"asian-pakistani", "Pakistani", Asian, false},
	{"asian-bangladeshi", "Bangladeshi", Asian, false},
	{"asian-chinese", "Chinese", Asian, false},
	{"asian-other", "Any other Asian background", Asian, true},
	{"black-caribbean", "Caribbean", Black, false},
	{"black-african", "African", Black, true},
	{"black-other", "Any other Black, Black British or Caribbean background", Black, true},
	{"other-arab", "Arab", Other, false},
	{"other-any", "Any other ethnic group", Other, true},
}

// ethnic18 is the list of 2011: no Roma, and African before Caribbean.
var ethnic18 = []ethnic{
	{"white-british", "English, Welsh, Scottish, Northern Irish or British", White, false},
	{"white-irish", "Irish", White, false},
	{"white-gypsy-traveller", "Gypsy or Irish Traveller", White, false},
	{"white-other", "Any other White background", White, true},
	{"mixed-white-caribbean", "White and Black Caribbean", Mixed, false},
	{"mixed-white-african", "White and Black African", Mixed, false},
	{"mixed-white-asian", "White and Asian", Mixed, false},
	{"mixed-other", "Any other Mixed or Multiple ethnic background", Mixed, true},
	{"asian-indian", "Indian", Asian, false},
	{"asian-pakistani", "Pakistani", Asian, false},
	{"asian-bangladeshi", "Bangladeshi", Asian, false},
	{"asian-chinese", "Chinese", Asian, false},
	{"asian-other", "Any other Asian background", Asian, true},
	{"black-african", "African", Black, false},
	{"black-caribbean", "Caribbean", Black, false},
	{"black-other", "Any other Black, African or Caribbean background", Black, true},
	{"other-arab", "Arab", Other, false},
	{"other-any", "Any other ethnic group", Other, true},
}

// group18 are the names the list of 2011 gives to groups that Census 2021
// calls otherwise.
var group18 = map[Group]string{Black: "Black, African, Caribbean or Black British"}

// options shows the broad group under each answer, because some answers
// ("Irish", "African") belong to a group that their words do not say.
func options(list []ethnic) []Option {
	var all []Option
	for _, e := range list {
		hint := e.group.Name()
		if old, ok := group18[e.group]; ok && len(list) == len(ethnic18) {
			hint = old
		}
		all = append(all, Option{ID: e.id, Text: e.text, Hint: hint, WriteIn: e.writeIn})
	}
	return all
}

// EthnicGroups lists the 19 groups of Census 2021 in the order of the question.
func EthnicGroups() []string { return ids(ethnic19) }

// EthnicGroups2011 lists the 18 groups of 2011 in the order of the question.
func EthnicGroups2011() []string { return ids(ethnic18) }

func ids(list []ethnic) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = e.id
	}
	return all
}

// BroadGroup returns to which of the five groups id belongs. Both lists agree.
func BroadGroup(id string) (Group, bool) {
	i := slices.IndexFunc(ethnic19, func(e ethnic) bool { return e.id == id })
	if i < 0 {
		return "", false
	}
	return ethnic19[i].group, true
}

// To2011 returns the group of the list of 18 in which the people of id, one of
// the 19, would have been counted. It loses nothing but the Roma, who had no
// answer of their own.
func To2011(id string) (string, bool) {
	if id == "white-roma" {
		return "white-other", true
	}
	return id, slices.Contains(ids(ethnic18), id)
}

// From2011 returns the groups of the list of 19 among which the people of id,
// one of the 18, are now counted. Where there are two, figures of 2011 can be
// compared with their sum alone.
func From2011(id string) []string {
	switch {
	case id == "white-other":
		return []string{"white-roma", "white-other"}
	case slices.Contains(ids(ethnic18), id):
		return []string{id}
	}
	return nil
}
