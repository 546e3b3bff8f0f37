// The code stands behind the hash sign: browsers send it to no server until this page does.
const code = location.hash.slice(1);
const said = document.getElementById("said");

const FIELDS = [
  ["姓名", (r) => r.name],
  ["联系电话", (r) => r.phone || "未登记"],
  ["技能", (r) => r.skills.join("、") || "未登记"],
  ["证书", (r) => r.certificates.join("、") || "无"],
  ["证件", (r) => r.licences.join("、") || "无"],
  ["文化程度", (r) => r.education],
  ["工作经验", (r) => [r.experience, ...r.occupations].join("；")],
  ["目前进展", (r) => r.state],
];

function person(resume) {
  const article = document.createElement("article");
  const list = article.appendChild(document.createElement("dl"));
  for (const [label, text] of FIELDS) {
    list.appendChild(document.createElement("dt")).textContent = label;
    list.appendChild(document.createElement("dd")).textContent = text(resume);
  }
  const link = article.appendChild(document.createElement("a"));
  link.href = `/employer/answer#${resume.answer_code}`;
  link.textContent = "答复招聘结果";
  return article;
}

async function look() {
  try {
    const answer = await fetch("/api/v1/public/referrals/look", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
    });
    const found = await answer.json();
    if (!answer.ok) {
      said.textContent = found.detail;
      return;
    }
    said.textContent = `“${found.title}”岗位：已推荐 ${found.n_referred} 人，其中 ${found.resumes.length} 人同意提供简历。`;
    document.getElementById("resumes").replaceChildren(...found.resumes.map(person));
    document.getElementById("notice").textContent = found.notice;
  } catch {
    said.textContent = "网络不通，请稍后再试。";
  }
}

look();
