package entryweb

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var submissionsExamples = []submissionsView{
	{
		Title:  "Getting about",
		Back:   exampleBackLink,
		Counts: []countLine{{"Letter", "", 2}, {"Petition", "912 signatures claimed, 640 checked", 1}},
		Heads: []page.ColumnHead{{Text: "About"}, {Text: "Type", Href: "/s?sort=type"},
			{Text: "Day", Href: "/s?sort=-day", Sorted: "descending"}},
		All: []submissionLine{
			{"Save the 7", "/s", "Petition", "27 May 2026", "Friends of the 7", false},
			{"Bus shelters", "/l", "Letter", "26 May 2026", "", true},
		},
		Pages: page.Pagination{Next: "/staff/consultations/x/submissions?page=l"},
		Form:  form.Form{textField("title", "What is it about?", "", "")},
	},
	{
		Title: "Getting about",
		Back:  exampleBackLink,
		Form: form.Form{
			{
				Kind:  form.Text,
				ID:    "title",
				Name:  "title",
				Label: "What is it about?",
				Error: "Enter what it is about, in 300 characters or fewer. Do not name individuals.",
			},
		},
	},
}

var submissionExamples = []submissionView{
	{
		Title:     "Save the 7",
		Back:      "/staff/consultations/x/submissions",
		Version:   2,
		MayErase:  true,
		EraseURL:  "/staff/consultations/x/submissions/1/erase",
		Form:      form.Form{textField("title", "What is it about?", "", "Save the 7")},
		Files:     []fileLine{{"Scan.pdf", "120 KB", strings.Repeat("0a", 32)}},
		Upload:    form.Form{{Kind: form.Text, ID: "file", Name: "file"}},
		UploadURL: "/staff/consultations/x/submissions/1/files",
		MaxMB:     20,
		History: []historyLine{
			{2, "28 May 2026", "An officer", "Counted again", "Save the 7", "Petition", "27 May 2026", "Keep the bus."},
			{1, "27 May 2026", "An officer", "", "Save the 7", "Petition", "27 May 2026", ""},
		},
	},
	{
		Title:   "Deleted",
		Back:    "/staff/consultations/x/submissions",
		Version: 2,
		Erased:  true,
		History: []historyLine{{2, "28 May 2026", "An officer", "", "", "Petition", "27 May 2026", ""}},
	},
	{
		Title:    "A letter",
		Back:     "/staff/consultations/x/submissions",
		Version:  2,
		Excluded: true,
		EraseURL: "/staff/consultations/x/submissions/1/erase",
		Form: form.Form{
			{
				Kind:  form.Text,
				ID:    "title",
				Name:  "title",
				Label: "What is it about?",
				Error: "Enter what it is about, in 300 characters or fewer. Do not name individuals.",
			},
		},
		Upload:    form.Form{{Kind: form.Text, ID: "file", Name: "file"}},
		UploadURL: "/staff/consultations/x/submissions/1/files",
		MaxMB:     20,
	},
	{
		Title:     "A letter",
		Back:      "/staff/consultations/x/submissions",
		Version:   1,
		EraseURL:  "/staff/consultations/x/submissions/1/erase",
		Form:      form.Form{textField("title", "What is it about?", "", "A letter")},
		Upload:    form.Form{{Kind: form.Text, ID: "file", Name: "file", Error: "The selected file is empty. Choose another file."}},
		UploadURL: "/staff/consultations/x/submissions/1/files",
		MaxMB:     20,
	},
}

var eraseExamples = []eraseView{
	{
		Title:   "Keep the bus",
		Back:    exampleBackLink,
		Kind:    "Petition",
		Day:     "27 May 2016",
		Summary: "It asks for a bus after six.",
		Form: form.Form{
			textField("how", "Why are you deleting it?", "This is kept in the audit log. Do not repeat what it says.", ""),
		},
	},
	{
		Title: "Keep the bus",
		Back:  exampleBackLink,
		Kind:  "Petition",
		Day:   "27 May 2016",
		Form: form.Form{
			{
				Kind:      form.Text,
				ID:        "how",
				Name:      "how",
				Label:     "Why are you deleting it?",
				LabelSize: "s",
				Error:     "Enter why you are deleting it, without repeating what it says.",
			},
		},
	},
	{Title: "Deleted", Back: exampleBackLink, Kind: "Petition", Day: "27 May 2016", Erased: true},
}
