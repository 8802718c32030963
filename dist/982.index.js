const id=982,ids=[982],modules={4982:(module=>{module.exports=eval("require")("kerberos")})};export{id,ids,modules};
