"""Reading people's words: titles, skills, licences, and how close they are to each other."""
